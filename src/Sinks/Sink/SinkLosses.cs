using Houle.Streams.Log;

namespace Houle.Sinks.Sink;

/// <summary>What sinks have left out of ClickHouse, as their changelogs say: read beside whatever runs.</summary>
public static class SinkLosses
{
    /// <summary>Per topic that has been written to ClickHouse, the records that could not be read, over all of its lives.</summary>
    public static IReadOnlyList<(string Topic, long Unreadable)> Of(ILog log)
    {
        List<(string, long)> losses = [];
        foreach (SinkTable table in SinkTable.All)
        {
            if (log.Topics.FirstOrDefault(topic => topic.Definition.Name == table.ChangelogTopic) is not { } changelog) continue;
            long unreadable = Enumerable.Range(0, changelog.Definition.Partitions)
                .Sum(partition => PlanLog.Last(log, new TopicPartition(table.ChangelogTopic, partition))?.Unreadable ?? 0);
            losses.Add((table.Topic, unreadable));
        }

        return losses;
    }
}
