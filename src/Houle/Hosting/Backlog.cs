using Houle.Streams.Log;

namespace Houle.Hosting;

/// <summary>What the groups that a process runs have not read yet.</summary>
/// <param name="log">The log.</param>
/// <param name="consumers">Which group reads which topic.</param>
internal sealed class Backlog(ILog log, IReadOnlyList<(string Group, string Topic)> consumers)
{
    /// <summary>Records to go, over all groups.</summary>
    public long Records()
    {
        long records = 0;
        foreach ((string group, string topic) in consumers)
        {
            int partitions = log.Topics.FirstOrDefault(t => t.Definition.Name == topic)?.Definition.Partitions ?? 0;
            for (int i = 0; i < partitions; i++)
            {
                var partition = new TopicPartition(topic, i);
                OffsetRange range = log.Range(partition);
                records += range.End - (log.Position(group, partition)?.Next ?? range.Start);
            }
        }
        return records;
    }

    /// <summary>Whether all that was written has been read, and so has all that came of it.</summary>
    /// <remarks>A stage's outputs and its position become true in one commit: with no commit between the first look and
    /// the last, an empty backlog means that nothing is under way.</remarks>
    public bool IsEmpty()
    {
        long version = log.Version;
        return Records() == 0 && log.Version == version;
    }
}
