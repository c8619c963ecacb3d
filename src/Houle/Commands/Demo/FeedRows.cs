using System.Text;
using Houle.Avro.Binary;
using Houle.Events;
using Houle.Results;
using Houle.Streams.Log;
using Houle.Streams.Topology;

namespace Houle.Commands.Demo;

/// <summary>Rows of each feed's file, counted in the log: events in the source topic, and what ingest itself accounted for.</summary>
internal static class FeedRows
{
    public static IReadOnlyDictionary<string, long> Count(ILog log)
    {
        var rows = DemoData.Sets.ToDictionary(set => set.Feed, _ => 0L);
        TopicScan.Topic(log, TopicNames.Social, (_, record) =>
        {
            if (Is(record, Mention.Fingerprint)) rows[Encoding.UTF8.GetString(Mention.Read(SingleObject.Body(record.Value)).Source)]++;
        });
        TopicScan.Topic(log, TopicNames.Sales, (_, record) => rows["completejourney"] += Is(record, Sale.Fingerprint) ? 1 : 0);
        TopicScan.Topic(log, TopicNames.FootTraffic, (_, record) => rows["pedestrian"] += Is(record, FootTraffic.Fingerprint) ? 1 : 0);
        TopicScan.Topic(log, TopicNames.Accounting, (_, record) =>
        {
            Accounting account = Accounting.Read(SingleObject.Body(record.Value));
            if (account.Source.StartsWith("feed:"u8)) rows[Encoding.UTF8.GetString(account.Source[5..])] += account.ReadValue;
        });
        return rows;
    }

    private static bool Is(RecordView record, ulong fingerprint) =>
        SingleObject.TryReadFingerprint(record.Value, out ulong found) && found == fingerprint;
}
