using Houle.Streams.Log;

namespace Houle.Streams.Embedded;

/// <summary>A topic of the catalogue; <paramref name="number"/> stands for its name in the commit store.</summary>
internal sealed class Topic(int number, TopicDescription description, string folder)
{
    private readonly List<Partition> _partitions = [];

    public int Number { get; } = number;

    public TopicDescription Description { get; private set; } = description;

    /// <summary>Holds the files of all partitions.</summary>
    public string Folder { get; } = folder;

    public IReadOnlyList<Partition> Partitions => _partitions;

    public void Become(TopicDefinition definition)
    {
        Description = Description with { Definition = definition };
        while (_partitions.Count < definition.Partitions)
            _partitions.Add(new Partition(new TopicPartition(definition.Name, _partitions.Count), Number, Folder));
    }
}
