using System.Text;
using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams.Log;
using Houle.Streams.Topology;

namespace Houle.Results;

/// <summary>Why records were refused, by the word that each dead letter carries.</summary>
internal static class DeadLetterReasons
{
    /// <summary>Reasons and how often each stands in houle.dead-letters, the most frequent first.</summary>
    /// <param name="from">Where to start, by partition.</param>
    public static IReadOnlyList<(string Reason, long Count)> Count(ILog log, IReadOnlyList<long> from)
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        TopicScan.Topic(log, TopicNames.DeadLetters, (_, record) =>
        {
            string reason = Encoding.UTF8.GetString(DeadLetter.Read(SingleObject.Body(record.Value)).Reason);
            counts[reason] = counts.GetValueOrDefault(reason) + 1;
        }, from);
        return [.. counts.OrderByDescending(pair => pair.Value).Select(pair => (pair.Key, pair.Value))];
    }
}
