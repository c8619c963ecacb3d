using System.Buffers.Text;
using System.Text;
using Houle.Avro.Binary;
using Houle.Avro.Lists;
using Houle.Events;
using Houle.Streams;
using Houle.Streams.Hashing;
using Houle.Streams.Log;

namespace Houle.Bench.Streams;

/// <summary>Mentions of the same shape as the Kafka Streams peer's load: Zipf over sounds, hashtags and products, cities by
/// size, some disorder; equal seeds give equal bytes.</summary>
internal sealed class MentionLoad(int seed, int entities = 100_000, int cities = 50, int creators = 1_000_000, long startMs = MentionLoad.StartMs)
{
    public const long StartMs = 1_760_000_000_000;
    private const int DisorderMs = 5_000;

    private readonly Random _random = new(seed);
    private readonly double[] _entities = Cumulative(entities, 1.05);
    private readonly double[] _cities = Cumulative(cities, 0.8);

    /// <summary>Appends mentions, partitioned by creator, and a Progress that closes everything.</summary>
    /// <param name="perSecond">Mentions per second of event time.</param>
    public void Fill(ILog log, string topic, int partitions, long count, long perSecond)
    {
        using ILogProducer producer = log.OpenProducer("load");
        CommitBatch batch = new();
        long lastMs = startMs;
        for (long i = 0; i < count; i++)
        {
            long atMs = startMs + (i * 1000 / perSecond) - _random.Next(DisorderMs + 1);
            lastMs = Math.Max(lastMs, atMs);
            string creator = $"c{_random.Next(creators)}";
            byte[] key = Encoding.UTF8.GetBytes(creator);
            Write(batch.Begin(new TopicPartition(topic, Partitioner.Of(key, partitions)), atMs, key), i, atMs, key);
            batch.End();
            if (batch.Records.Length == 50_000) Commit(producer, batch);
        }

        for (int partition = 0; partition < partitions; partition++)
        {
            new Progress { StreamTimeMs = lastMs + 600_000 }.WriteSingleObject(batch.Begin(new TopicPartition(topic, partition), lastMs, default));
            batch.End();
        }

        Commit(producer, batch);
    }

    private static void Commit(ILogProducer producer, CommitBatch batch)
    {
        producer.Commit(batch);
        batch.Clear();
    }

    /// <summary>One mention, the next of the sequence that the seed makes.</summary>
    public void Write(ByteBuffer to, long number, long atMs, byte[] creator)
    {
        int first = Pick(_entities);
        Utf8ListBuilder sounds = new(), hashtags = new(), products = new();
        sounds.Add($"s{first}");
        int tags = 1 + _random.Next(3);
        int tag = Pick(_entities);
        for (int i = 0; i < tags; i++) hashtags.Add(i == 0 ? $"h{tag}" : $"h{Hash64.Mix((ulong)(tag + (i * 31L))) >> 44}");
        if (_random.Next(4) == 0) products.Add($"p{Pick(_entities)}");
        Span<byte> id = stackalloc byte[24];
        Utf8Formatter.TryFormat(Hash64.Mix((ulong)number), id, out int length, new System.Buffers.StandardFormat('x', 16));
        new Mention
        {
            EventId = id[..length], OccurredAtMs = atMs, Platform = Platform.Tiktok, Format = Format.ShortVideo,
            Creator = creator, CreatorFollowers = _random.Next(100_000), City = Encoding.UTF8.GetBytes($"city-{Pick(_cities)}"),
            Sounds = sounds.List, Hashtags = hashtags.List, Products = products.List,
            Engagement = new Engagement { Views = _random.Next(1000), Likes = _random.Next(100) },
        }.WriteSingleObject(to);
    }

    private int Pick(double[] cumulative)
    {
        int at = Array.BinarySearch(cumulative, _random.NextDouble() * cumulative[^1]);
        return Math.Min(at < 0 ? ~at : at, cumulative.Length - 1);
    }

    private static double[] Cumulative(int count, double exponent)
    {
        double sum = 0;
        return [.. Enumerable.Range(1, count).Select(rank => sum += 1 / Math.Pow(rank, exponent))];
    }
}
