using System.Globalization;
using Houle.Streams.Log;

namespace Houle.Hosting;

/// <summary>Bytes that the partitions of an embedded log take on the disk: its files are TOPIC/PARTITION-OFFSET.log.</summary>
internal static class SegmentSizes
{
    /// <param name="folder">The log's folder.</param>
    public static IReadOnlyDictionary<TopicPartition, long> Of(string folder)
    {
        var sizes = new Dictionary<TopicPartition, long>();
        var topics = new DirectoryInfo(Path.Combine(folder, "topics"));
        if (!topics.Exists) return sizes;
        foreach (FileInfo file in topics.EnumerateFiles("*.log", SearchOption.AllDirectories))
        {
            string[] name = file.Name.Split('-');
            if (!int.TryParse(name[0], NumberStyles.None, CultureInfo.InvariantCulture, out int partition)) continue;
            var key = new TopicPartition(file.Directory!.Name, partition);
            // Retention may delete a file between the look and the question.
            sizes[key] = sizes.GetValueOrDefault(key) + (file.Exists ? file.Length : 0);
        }
        return sizes;
    }
}
