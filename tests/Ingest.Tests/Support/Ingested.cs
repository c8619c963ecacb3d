using System.Security.Cryptography;
using Houle.Avro.Binary;
using Houle.Events;
using Houle.Ingest.Catalogues;
using Houle.Ingest.Feeds;
using Houle.Ingest.Privacy;
using Houle.Ingest.Sessions;
using Houle.Streams.Log;
using Houle.Streams.Log.Memory;
using Houle.Streams.Topology;

namespace Houle.Ingest.Tests.Support;

/// <summary>A memory log with our topics, ingested into, and what its topics hold.</summary>
public sealed class Ingested : IDisposable
{
    public Ingested()
    {
        Log = new MemoryLog(TimeProvider.System);
        foreach (TopicDefinition topic in HouleTopology.Topics(new TopologyOptions())) Log.EnsureTopic(topic);
    }

    public MemoryLog Log { get; }

    public static IngestOptions Options { get; } = new() { Time = TimeProvider.System, Keys = PseudonymKeys.Demo };

    public static FeedDefinition Feed(string name)
    {
        FeedLoad load = FeedDefinition.Load(Checkout.Feed(name));
        load.Errors.ShouldBeEmpty();
        return load.Definition!;
    }

    public static FeedDefinition FeedOf(string yaml)
    {
        FeedLoad load = FeedDefinition.Parse("feeds/test.yaml", yaml);
        load.Errors.ShouldBeEmpty();
        return load.Definition!;
    }

    public static Catalogue DemoCatalogue()
    {
        (Catalogue? catalogue, IReadOnlyList<string> errors) = Catalogue.Load(Checkout.Demo("catalogue.yaml"));
        errors.ShouldBeEmpty();
        return catalogue!;
    }

    public IngestReport Run(FeedDefinition feed, params string[] files) => Run(Options, [.. files.Select(f => new IngestInput(f, feed))]);

    public IngestReport Run(IngestOptions options, params IngestInput[] inputs) =>
        new IngestSession(Log, inputs, options).Run();

    /// <summary>Visits every record of a topic, by partition.</summary>
    public static void Each(ILog log, string topic, Action<int, RecordView> visit)
    {
        TopicDescription? description = log.Topics.FirstOrDefault(t => t.Definition.Name == topic);
        if (description is null) return;
        RecordBatch batch = new();
        for (int partition = 0; partition < description.Definition.Partitions; partition++)
        {
            TopicPartition of = new(topic, partition);
            for (long offset = log.Range(of).Start; offset < log.Range(of).End;)
            {
                int count = log.Read(of, offset, batch);
                for (int i = 0; i < count; i++) visit(partition, batch[i]);
                offset += count;
            }
        }
    }

    public delegate void Visit<T>(in T record)
        where T : allows ref struct;

    public void EachMention(Visit<Mention> visit) => Each(Log, TopicNames.Social, (_, record) =>
    {
        if (!Is(record, Mention.Fingerprint)) return;
        Mention mention = Mention.Read(SingleObject.Body(record.Value));
        visit(mention);
    });

    public void EachSale(Visit<Sale> visit) => Each(Log, TopicNames.Sales, (_, record) =>
    {
        if (!Is(record, Sale.Fingerprint)) return;
        Sale sale = Sale.Read(SingleObject.Body(record.Value));
        visit(sale);
    });

    public void EachFootTraffic(Visit<FootTraffic> visit) => Each(Log, TopicNames.FootTraffic, (_, record) =>
    {
        if (!Is(record, FootTraffic.Fingerprint)) return;
        FootTraffic traffic = FootTraffic.Read(SingleObject.Body(record.Value));
        visit(traffic);
    });

    public void EachDeadLetter(Visit<DeadLetter> visit) => Each(Log, TopicNames.DeadLetters, (_, record) =>
    {
        DeadLetter letter = DeadLetter.Read(SingleObject.Body(record.Value));
        visit(letter);
    });

    public void EachAccount(Visit<Accounting> visit) => Each(Log, TopicNames.Accounting, (_, record) =>
    {
        Accounting account = Accounting.Read(SingleObject.Body(record.Value));
        visit(account);
    });

    public List<(string Reason, string Detail, long Position, string Value)> DeadLetters()
    {
        List<(string, string, long, string)> letters = [];
        EachDeadLetter((in DeadLetter l) => letters.Add((Text(l.Reason), Text(l.Detail), l.Position, Text(l.Value))));
        return letters;
    }

    /// <summary>SHA-256 over keys and values of all topics, in order: what must not depend on crashes.</summary>
    public static string Hash(ILog log)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (TopicDescription topic in log.Topics)
        {
            Each(log, topic.Definition.Name, (partition, record) =>
            {
                hash.AppendData(BitConverter.GetBytes(partition));
                hash.AppendData(BitConverter.GetBytes(record.Key.Length));
                hash.AppendData(record.Key);
                hash.AppendData(BitConverter.GetBytes(record.Value.Length));
                hash.AppendData(record.Value);
            });
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public static string Text(ReadOnlySpan<byte> utf8) => System.Text.Encoding.UTF8.GetString(utf8);

    public static bool Is(RecordView record, ulong fingerprint) =>
        SingleObject.TryReadFingerprint(record.Value, out ulong of) && of == fingerprint;

    public void Dispose() => Log.Dispose();
}
