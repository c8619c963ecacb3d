namespace Houle.Streams.Log;

/// <summary>One ordered sequence of records: partition <paramref name="Partition"/> (from 0) of a topic.</summary>
public readonly record struct TopicPartition(string Topic, int Partition)
{
    public override string ToString() => $"{Topic}/{Partition}";
}
