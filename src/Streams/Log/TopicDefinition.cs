namespace Houle.Streams.Log;

/// <summary>What a topic is to be: asked for at start, compared with what exists.</summary>
/// <param name="Name">Letters, digits, '.', '_' and '-'; 1 to 200 characters (Kafka's rule, a little narrower).</param>
/// <param name="Partitions">1 to 4096. Never lowered.</param>
/// <param name="RetentionMs">Records older than this may be deleted, whole segments at a time; -1 keeps them.</param>
/// <param name="RetentionBytes">A partition past this many bytes may lose its oldest segments; -1 keeps them.</param>
public sealed record TopicDefinition(string Name, int Partitions, long RetentionMs = -1, long RetentionBytes = -1)
{
    /// <summary>Others fill it: on a log that is shared it is theirs to create and to keep, and only checked.</summary>
    public bool Foreign { get; init; }

    public const int NameLengthMax = 200;
    public const int PartitionsMax = 4096;

    /// <summary>Checks the definition, and that it can follow <paramref name="existing"/>.</summary>
    /// <exception cref="ArgumentException">The name or a number is out of range, or partitions would shrink.</exception>
    public void Check(TopicDefinition? existing = null)
    {
        if (!IsName(Name))
        {
            throw new ArgumentException(
                $"'{Name}' is no topic name; it must be 1 to {NameLengthMax} letters, digits, '.', '_' or '-', and not '.' or '..'");
        }
        if (Partitions is < 1 or > PartitionsMax)
            throw new ArgumentException($"topic {Name}: {Partitions} partitions; it must be 1 to {PartitionsMax}");
        if (RetentionMs < -1 || RetentionBytes < -1)
        {
            throw new ArgumentException(
                $"topic {Name}: retention of {RetentionMs} ms, {RetentionBytes} bytes; each must be at least 0, or -1 to keep all");
        }
        if (existing is not null && Partitions < existing.Partitions)
        {
            throw new ArgumentException(
                $"topic {Name} has {existing.Partitions} partitions and cannot shrink to {Partitions}; create another topic");
        }
    }

    /// <summary>Whether a topic may have the name.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= NameLengthMax && name is not ("." or "..") &&
        name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}

/// <summary>A topic that exists. <paramref name="Id"/> changes when a topic of the same name is created again.</summary>
public sealed record TopicDescription(TopicDefinition Definition, string Id);

/// <summary>The readable offsets of a partition: <paramref name="Start"/> included, <paramref name="End"/> excluded.</summary>
public readonly record struct OffsetRange(long Start, long End)
{
    public long Count => End - Start;
}
