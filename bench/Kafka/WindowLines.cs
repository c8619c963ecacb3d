using System.Globalization;
using System.Text;
using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams.Log;
using Houle.Streams.Topology;

namespace Houle.Bench.Kafka;

/// <summary>City windows as lines of the peer's form, window_start|city|kind|entity|count|weight, so that two engines and the
/// truth can be compared line by line.</summary>
public static class WindowLines
{
    /// <summary>Lines of the leaf cells' windows that start before a time, sorted; a window written twice gives two lines.</summary>
    public static List<string> Of(ILog log, long beforeMs)
    {
        List<string> lines = [];
        int partitions = log.Topics.Single(topic => topic.Definition.Name == TopicNames.CityWindows).Definition.Partitions;
        for (int partition = 0; partition < partitions; partition++)
        {
            log.Scan(new TopicPartition(TopicNames.CityWindows, partition), (scoped in RecordView record) =>
            {
                CityWindow window = CityWindow.Read(SingleObject.Body(record.Value));
                if (window.Level == CellLevel.City && window.WindowStartMs < beforeMs) Add(window, lines);
            });
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private static void Add(scoped in CityWindow window, List<string> lines)
    {
        string late = window.LateInMs is null ? "" : "|late";
        foreach (EntityMeasures entity in window.Entities)
        {
            string? kind = entity.Kind switch
            {
                EntityKind.Sound => "sound",
                EntityKind.Hashtag => "hashtag",
                EntityKind.Product => "product",
                _ => null, // the peer counts no others
            };
            if (kind is null) continue;
            lines.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{window.WindowStartMs}|{Encoding.UTF8.GetString(window.Cell)}|{kind}|{Encoding.UTF8.GetString(entity.Entity)}|{entity.Measures.Count}|{entity.Measures.Weight / 1e6:0.0#####}{late}"));
        }
    }
}
