namespace Houle.Streams.Log;

/// <summary>What a topic is to be: asked for at start, compared with what exists.</summary>
/// <param name="Name">Letters, digits, '.', '_' and '-'; 1 to 200 characters (Kafka's rule, a little narrower).</param>
/// <param name="Partitions">1 to 4096. Never lowered.</param>
/// <param name="RetentionMs">Records older than this may be deleted, whole segments at a time; -1 keeps them.</param>
/// <param name="RetentionBytes">A partition past this many bytes may lose its oldest segments; -1 keeps them.</param>
public sealed record TopicDefinition(string Name, int Partitions, long RetentionMs = -1, long RetentionBytes = -1);

/// <summary>A topic that exists. <paramref name="Id"/> changes when a topic of the same name is created again.</summary>
public sealed record TopicDescription(TopicDefinition Definition, string Id);

/// <summary>The readable offsets of a partition: <paramref name="Start"/> included, <paramref name="End"/> excluded.</summary>
public readonly record struct OffsetRange(long Start, long End)
{
    public long Count => End - Start;
}
