namespace Houle.Streams.Log.Memory;

/// <summary>A topic of a <see cref="MemoryLog"/>.</summary>
internal sealed class MemoryTopic(TopicDefinition definition, string id)
{
    public TopicDefinition Definition { get; set; } = definition;

    public string Id { get; } = id;

    public List<MemoryPartition> Partitions { get; } = [];
}
