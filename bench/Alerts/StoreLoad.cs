using System.Diagnostics;
using System.Globalization;
using System.Text;
using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams;
using Houle.Streams.Log;
using Houle.Streams.Topology;
using Stream = Houle.Events.Stream;

namespace Houle.Bench.Alerts;

/// <summary>What is joined with the mentions: sales at a twentieth of their rate, a count of each shelf, doors and clicks; two stores in each of
/// the twenty cities, each product in one city.</summary>
internal sealed class StoreLoad(ILog log, TopologyOptions topology)
{
    public const int Products = 2_000, Cities = 20;

    private const int SalesPart = 20; // of the mentions there are so many times more

    private readonly Random _random = new(2);
    private readonly ILogProducer _producer = log.OpenProducer("stores");
    private readonly CommitBatch _batch = new();
    private readonly StreamOptions[] _streams = [.. topology.Streams.Where(stream => stream.Stream != Stream.Social)];
    private readonly long[] _salesMs = new long[topology.Streams.First(stream => stream.Stream == Stream.Sales).Partitions];
    private long _number, _reachedMs, _firstOpen;

    /// <summary>By the end of each minute: when the commit was begun that closes it in the last of the joined streams.</summary>
    public Dictionary<long, long> Closed { get; } = [];

    public static string CityOf(int product) => $"be/city-{product % Cities}";

    /// <summary>Writes the days before: each shelf counted once, ten sales of each.</summary>
    public void History(long startMs, long endMs)
    {
        for (int product = 0; product < Products; product++)
        {
            for (int store = 0; store < 2; store++) Count(startMs + 1_000, product, store);
        }

        const int Sales = Products * 20;
        for (int i = 0; i < Sales; i++)
        {
            Sell(startMs + 2_000 + ((endMs - startMs - 2_000) * i / Sales), _random.Next(Products), _random.Next(2));
            if (_batch.Records.Length == 10_000) Commit();
        }

        Pass(endMs, sales: true);
        Commit();
        _reachedMs = endMs;
    }

    /// <summary>Writes what there is up to a time, in one commit.</summary>
    /// <param name="mentions">Mentions written since the last call.</param>
    public void Send(long untilMs, int mentions)
    {
        int sales = Math.Max(1, mentions / SalesPart);
        for (int i = 1; i <= sales; i++) Sell(_reachedMs + ((untilMs - _reachedMs) * i / sales), _random.Next(Products), _random.Next(2));
        Pass(untilMs, sales: false);
        _reachedMs = untilMs;
        long open = (_salesMs.Min() - _streams.First(stream => stream.Stream == Stream.Sales).GraceMs) / 60_000;
        for (long minute = _firstOpen == 0 ? open : _firstOpen; minute < open; minute++) Closed[(minute + 1) * 60_000] = Stopwatch.GetTimestamp();
        _firstOpen = open;
        Commit();
    }

    private void Sell(long atMs, int product, int store)
    {
        byte[] key = Store(product, store);
        new Sale
        {
            EventId = Id(), OccurredAtMs = atMs, Product = Product(product), Store = key, City = Bytes(CityOf(product)), Units = 1, Amount = new AvroDecimal(1_000, 2),
        }.WriteSingleObject(Begin(key, atMs));
        _batch.End();
    }

    private void Count(long atMs, int product, int store)
    {
        byte[] key = Store(product, store);
        new StockLevel { EventId = Id(), OccurredAtMs = atMs, Product = Product(product), Store = key, City = Bytes(CityOf(product)), Units = 100_000 }
            .WriteSingleObject(Begin(key, atMs));
        _batch.End();
    }

    private ByteBuffer Begin(byte[] key, long atMs)
    {
        int partition = Partitioner.Of(key, _salesMs.Length);
        _salesMs[partition] = Math.Max(_salesMs[partition], atMs);
        return _batch.Begin(new TopicPartition(TopicNames.Sales, partition), CommitBatch.StampAtCommit, key);
    }

    /// <summary>Clicks and doors reach a time; sales do so by themselves.</summary>
    private void Pass(long atMs, bool sales)
    {
        foreach (StreamOptions stream in _streams.Where(stream => sales || stream.Stream != Stream.Sales))
        {
            for (int partition = 0; partition < stream.Partitions; partition++)
            {
                new Progress { StreamTimeMs = atMs }.WriteSingleObject(_batch.Begin(new TopicPartition(stream.Topic, partition), CommitBatch.StampAtCommit, default));
                _batch.End();
            }
        }
    }

    private void Commit()
    {
        _producer.Commit(_batch);
        _batch.Clear();
    }

    private byte[] Id() => Bytes((++_number).ToString(CultureInfo.InvariantCulture));

    public static byte[] Product(int product) => Bytes($"product-{product}");

    private static byte[] Store(int product, int store) => Bytes($"store-{product % Cities}-{store}");

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
