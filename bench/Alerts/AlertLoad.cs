using System.Diagnostics;
using System.Globalization;
using System.Text;
using Houle.Avro.Lists;
using Houle.Events;
using Houle.Streams;
using Houle.Streams.Log;
using Houle.Streams.Topology;

namespace Houle.Bench.Alerts;

/// <summary>Mentions in twenty cities: two days that make many hashtags known, then a steady rate in which three of them swell each
/// minute. Half of the keys are those of the cities, half the same in their country.</summary>
/// <remarks>As many hashtags are said in a live minute as in one of history, beside the swells: a place in which everything is said a
/// thousand times as often has no swell. The other events name a campaign and a code, which are counted and not watched.</remarks>
/// <param name="stores">What is joined with them: the swells are then of products; null for nothing.</param>
internal sealed class AlertLoad(ILog log, StreamOptions stream, int keys, StoreLoad? stores = null)
{
    private const long StartMs = 1_760_054_400_000, MinuteMs = 60_000, HistoryMs = 2 * 1440 * MinuteMs + (60 * MinuteMs);
    private const int Cities = 20, TagsPerMention = 8, PeopleToBeKnown = 3, BurstsPerMinute = 3, PeoplePerBurst = 150;

    private readonly Random _random = new(1);
    private readonly ILogProducer _producer = log.OpenProducer("load");
    private readonly CommitBatch _batch = new();
    private readonly long[] _times = new long[stream.Partitions];
    private long _number;

    private int Tags => keys / 2;

    /// <summary>Writes the days before, and waits until they have been judged.</summary>
    /// <param name="windows">Where the last of their windows is waited for.</param>
    public void History(TopicPartition windows)
    {
        stores?.History(StartMs, StartMs + HistoryMs);
        for (int i = 0; stores is not null && i < StoreLoad.Products * PeopleToBeKnown; i++)
            Append(StartMs + i, $"c{_random.Next(1_000_000)}", i / PeopleToBeKnown % StoreLoad.Cities, [], product: i / PeopleToBeKnown);
        int mentions = Tags * PeopleToBeKnown / TagsPerMention;
        for (int i = 0; i < mentions; i++)
        {
            // Three people one after the other say the same, which makes it known.
            int first = i / PeopleToBeKnown * TagsPerMention % Tags;
            Append(StartMs + 60_000 + ((HistoryMs - 60_000) * i / mentions), $"c{_random.Next(1_000_000)}", first / TagsPerMention % Cities, [.. Enumerable.Range(first, TagsPerMention).Select(tag => $"h{tag % Tags}")]);
            if (_batch.Records.Length == 20_000) Commit();
        }

        Close(StartMs + HistoryMs);
        long seen = -1;
        while (log.Range(windows).End is var end && end != seen)
        {
            seen = end;
            Thread.Sleep(5_000);
        }
    }

    /// <summary>Writes at a steady rate.</summary>
    /// <returns>By the end of each minute: when the commit was begun that closes it.</returns>
    public Dictionary<long, long> Live(int seconds, int rate, int speed)
    {
        Dictionary<long, long> closed = [];
        long perMinute = (long)rate * 60 / speed, burstEvery = perMinute / (BurstsPerMinute * PeoplePerBurst);
        double tagged = (double)Tags * PeopleToBeKnown * MinuteMs / HistoryMs / perMinute;
        long live = StartMs + HistoryMs + MinuteMs, firstOpen = 0, began = Stopwatch.GetTimestamp();
        for (long i = 0; i < (long)seconds * rate; i++)
        {
            if (i > Stopwatch.GetElapsedTime(began).TotalSeconds * rate)
            {
                if (_batch.Records.Length > 0) Send(ref firstOpen, closed);
                Thread.Sleep(5);
            }

            long atMs = live + (i * 1000 * speed / rate);
            if (i % burstEvery == 0) Burst(atMs, i / burstEvery);
            else Append(atMs, $"c{_random.Next(1_000_000)}", _random.Next(Cities), _random.NextDouble() < tagged ? [$"h{_random.Next(Tags)}"] : []);
        }

        Send(ref firstOpen, closed);
        return closed;
    }

    private void Burst(long atMs, long number)
    {
        long minute = atMs / MinuteMs, burst = (minute * BurstsPerMinute) + (number % BurstsPerMinute);
        if (stores is not null)
        {
            int product = (int)(burst % StoreLoad.Products);
            Append(atMs, $"b{number}", product % StoreLoad.Cities, [], product);
            return;
        }

        int tag = (int)(burst * TagsPerMention % Tags);
        Append(atMs, $"b{number}", tag / TagsPerMention % Cities, [$"h{tag}"]);
    }

    private void Send(ref long firstOpen, Dictionary<long, long> closed)
    {
        long open = (_times.Min() - stream.GraceMs) / MinuteMs; // minutes below it are closed everywhere
        for (long minute = firstOpen == 0 ? open : firstOpen; minute < open; minute++) closed[(minute + 1) * MinuteMs] = Stopwatch.GetTimestamp();
        firstOpen = open;
        int mentions = _batch.Records.Length;
        Commit();
        stores?.Send(_times.Min(), mentions);
    }

    private void Append(long atMs, string creator, int city, string[] tags, int product = -1)
    {
        byte[] key = Encoding.UTF8.GetBytes(creator);
        int partition = Partitioner.Of(key, stream.Partitions);
        Utf8ListBuilder hashtags = new();
        foreach (string tag in tags) hashtags.Add(Encoding.UTF8.GetBytes(tag));
        Utf8ListBuilder products = new();
        if (product >= 0) products.Add(StoreLoad.Product(product));
        new Mention
        {
            EventId = Encoding.UTF8.GetBytes((++_number).ToString(CultureInfo.InvariantCulture)), OccurredAtMs = atMs, Platform = Platform.Tiktok,
            Format = Format.ShortVideo, Creator = key, City = Encoding.UTF8.GetBytes($"be/city-{city}"), Hashtags = hashtags.List, Products = products.List,
            Campaign = Encoding.UTF8.GetBytes($"campaign-{_random.Next(1_000)}"), PromoCode = Encoding.UTF8.GetBytes($"code-{_random.Next(1_000)}"),
        }.WriteSingleObject(_batch.Begin(new TopicPartition(stream.Topic, partition), CommitBatch.StampAtCommit, key));
        _batch.End();
        _times[partition] = Math.Max(_times[partition], atMs);
    }

    private void Close(long atMs)
    {
        for (int partition = 0; partition < stream.Partitions; partition++)
        {
            new Progress { StreamTimeMs = atMs }.WriteSingleObject(_batch.Begin(new TopicPartition(stream.Topic, partition), CommitBatch.StampAtCommit, default));
            _batch.End();
            _times[partition] = Math.Max(_times[partition], atMs);
        }

        Commit();
    }

    private void Commit()
    {
        _producer.Commit(_batch);
        _batch.Clear();
    }
}
