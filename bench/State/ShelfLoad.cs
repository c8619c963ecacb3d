using System.Globalization;
using System.Text;
using Houle.Avro.Binary;
using Houle.Avro.Lists;
using Houle.Events;
using Houle.Streams;
using Houle.Streams.Log;
using Houle.Streams.Topology;
using Stream = Houle.Events.Stream;

namespace Houle.Bench.State;

/// <summary>Days of many stores: each shelf sells one a day on average and is counted each morning, each door is counted by the quarter;
/// people post, and ask for products; each day a product swells in a tenth of the cities.</summary>
internal sealed class ShelfLoad(ILog log, TopologyOptions topology, int stores, int products, int cities)
{
    public const long StartMs = 1_760_054_400_000, MinuteMs = 60_000, DayMs = 1440 * MinuteMs; // 2025-10-10T00:00Z

    private readonly Random _random = new(1);
    private readonly ILogProducer _producer = log.OpenProducer("load");
    private readonly CommitBatch _batch = new();
    private long _number;

    public static string CityOf(int number) => $"be/city-{number}";

    /// <summary>Writes an hour.</summary>
    public void Hour(int hour)
    {
        int shelves = stores * products, clock = hour % 24;
        for (int minute = 0; minute < 60; minute++)
        {
            long atMs = StartMs + (((hour * 60L) + minute) * MinuteMs);
            if (clock is >= 9 and < 20)
            {
                for (int left = shelves / 660; left > 0; left--) Sell(atMs, _random.Next(stores), _random.Next(products));
            }

            for (int store = minute; clock == 7 && store < stores; store += 60)
            {
                for (int product = 0; product < products; product++) Count(atMs, store, product);
            }

            for (int store = 0; minute % 15 == 0 && store < stores; store++) Enter(atMs, store);
            for (int i = 0; i < cities / 10; i++) Say(atMs, _random.Next(cities), _random.Next(products), _random.Next(3) == 0);
            for (int i = 0; i < cities / 20; i++) Ask(atMs, _random.Next(cities), _random.Next(products));
            for (int city = clock == 12 ? 0 : cities; city < cities; city += 10) Say(atMs, city, hour / 24 % products, names: true);
            Close(atMs + MinuteMs - 1);
        }
    }

    private void Sell(long atMs, int store, int product)
    {
        byte[] key = Key($"store-{store}");
        new Sale
        {
            EventId = Id(), OccurredAtMs = atMs, Product = Key($"product-{product}"), Store = key, City = City(store % cities), Units = 1, Amount = new AvroDecimal(1_000, 2),
        }.WriteSingleObject(Begin(Stream.Sales, key));
        _batch.End();
    }

    private void Count(long atMs, int store, int product)
    {
        byte[] key = Key($"store-{store}");
        new StockLevel { EventId = Id(), OccurredAtMs = atMs, Product = Key($"product-{product}"), Store = key, City = City(store % cities), Units = _random.Next(200) == 0 ? _random.Next(4) : 10 + _random.Next(30) }
            .WriteSingleObject(Begin(Stream.Sales, key));
        _batch.End();
    }

    private void Enter(long atMs, int store)
    {
        byte[] key = Key($"store-{store}");
        new FootTraffic { EventId = Id(), OccurredAtMs = atMs, Place = key, Store = key, City = City(store % cities), Entries = _random.Next(20), IntervalS = 900 }
            .WriteSingleObject(Begin(Stream.FootTraffic, key));
        _batch.End();
    }

    private void Ask(long atMs, int city, int product)
    {
        byte[] key = Key($"person-{_random.Next(100_000)}");
        new Intent { EventId = Id(), OccurredAtMs = atMs, Kind = IntentKind.Click, Product = Key($"product-{product}"), City = City(city), Person = key }
            .WriteSingleObject(Begin(Stream.Intents, key));
        _batch.End();
    }

    private void Say(long atMs, int city, int product, bool names)
    {
        byte[] key = Key($"creator-{_random.Next(100_000)}");
        Utf8ListBuilder tags = new(), of = new();
        tags.Add(Key($"tag-{_random.Next(1_000)}"));
        if (names) of.Add(Key($"product-{product}"));
        new Mention
        {
            EventId = Id(), OccurredAtMs = atMs, Platform = Platform.Tiktok, Format = Format.ShortVideo, Creator = key, City = City(city), Hashtags = tags.List, Products = of.List,
        }.WriteSingleObject(Begin(Stream.Social, key));
        _batch.End();
    }

    private void Close(long atMs)
    {
        foreach (StreamOptions stream in topology.Streams)
        {
            for (int partition = 0; partition < stream.Partitions; partition++)
            {
                new Progress { StreamTimeMs = atMs }.WriteSingleObject(_batch.Begin(new TopicPartition(stream.Topic, partition), CommitBatch.StampAtCommit, default));
                _batch.End();
            }
        }

        _producer.Commit(_batch);
        _batch.Clear();
    }

    private ByteBuffer Begin(Stream stream, byte[] key)
    {
        StreamOptions to = topology.Streams.First(one => one.Stream == stream);
        return _batch.Begin(new TopicPartition(to.Topic, Partitioner.Of(key, to.Partitions)), CommitBatch.StampAtCommit, key);
    }

    private byte[] Id() => Key((++_number).ToString(CultureInfo.InvariantCulture));

    private static byte[] City(int number) => Key(CityOf(number));

    private static byte[] Key(string text) => Encoding.UTF8.GetBytes(text);
}
