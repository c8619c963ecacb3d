using System.Text.Json.Nodes;
using Houle.CommandLine;
using Houle.Streams.Log;

namespace Houle.Commands.Topics;

/// <summary>How far a group is in one partition. Lag is what it has not read yet.</summary>
internal sealed record GroupLag(string Group, TopicPartition Partition, long Next, long Lag);

/// <summary>A partition's offsets and the bytes it takes on the disk.</summary>
internal sealed record PartitionSize(TopicPartition Partition, OffsetRange Range, long Bytes);

/// <summary>What a log holds at one moment: every partition's size, and every group's lag.</summary>
internal sealed record LogReport(IReadOnlyList<PartitionSize> Partitions, IReadOnlyList<GroupLag> Groups)
{
    /// <param name="log">The log.</param>
    /// <param name="bytes">What its partitions take on the disk, where that is known.</param>
    public static LogReport Of(ILog log, IReadOnlyDictionary<TopicPartition, long>? bytes = null)
    {
        List<PartitionSize> partitions = [];
        foreach (TopicDescription topic in log.Topics)
        {
            for (int i = 0; i < topic.Definition.Partitions; i++)
            {
                var partition = new TopicPartition(topic.Definition.Name, i);
                partitions.Add(new PartitionSize(partition, log.Range(partition), bytes?.GetValueOrDefault(partition) ?? 0));
            }
        }
        GroupLag[] groups =
        [
            .. log.Positions
                .OrderBy(place => place.Partition.Topic, StringComparer.Ordinal)
                .ThenBy(place => place.Group, StringComparer.Ordinal)
                .ThenBy(place => place.Partition.Partition)
                .Select(place => new GroupLag(
                    place.Group, place.Partition, place.Position.Next,
                    log.Range(place.Partition).End - place.Position.Next)),
        ];
        return new LogReport(partitions, groups);
    }

    /// <summary>A line a topic and group; with <paramref name="byPartition"/>, a line a partition and group.</summary>
    public string ToText(bool byPartition)
    {
        var table = byPartition
            ? new TextTable("TOPIC", "PARTITION", "START", "END", "RECORDS", "BYTES", "GROUP", "NEXT", "LAG")
            : new TextTable("TOPIC", "PARTITIONS", "RECORDS", "BYTES", "GROUP", "LAG");
        foreach (IGrouping<string, PartitionSize> topic in Partitions.GroupBy(p => p.Partition.Topic))
        {
            if (byPartition)
            {
                foreach ((TopicPartition partition, OffsetRange range, long bytes) in topic)
                {
                    foreach (GroupLag? group in Groups.Where(g => g.Partition == partition).DefaultIfEmpty())
                        table.Add(topic.Key, partition.Partition, range.Start, range.End, range.Count, bytes, group?.Group, group?.Next, group?.Lag);
                }
                continue;
            }
            IEnumerable<IGrouping<string, GroupLag>> groups = Groups.Where(g => g.Partition.Topic == topic.Key).GroupBy(g => g.Group);
            foreach (IGrouping<string, GroupLag>? group in groups.DefaultIfEmpty())
                table.Add(topic.Key, topic.Count(), topic.Sum(p => p.Range.Count), topic.Sum(p => p.Bytes), group?.Key, group?.Sum(g => g.Lag));
        }
        return table.ToString();
    }

    public JsonObject ToJson() => new()
    {
        ["topics"] = new JsonArray([.. Partitions.GroupBy(p => p.Partition.Topic).Select(topic => (JsonNode)new JsonObject
        {
            ["topic"] = topic.Key,
            ["records"] = topic.Sum(p => p.Range.Count),
            ["bytes"] = topic.Sum(p => p.Bytes),
            ["partitions"] = new JsonArray([.. topic.Select(p => (JsonNode)new JsonObject
            {
                ["partition"] = p.Partition.Partition,
                ["start"] = p.Range.Start,
                ["end"] = p.Range.End,
                ["bytes"] = p.Bytes,
                ["groups"] = new JsonArray([.. Groups.Where(g => g.Partition == p.Partition).Select(g => (JsonNode)new JsonObject
                {
                    ["group"] = g.Group,
                    ["next"] = g.Next,
                    ["lag"] = g.Lag,
                })]),
            })]),
        })]),
    };
}
