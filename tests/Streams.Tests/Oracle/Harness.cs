using System.Globalization;
using System.Numerics;
using System.Text;
using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams.Log;
using Houle.Streams.Log.Memory;
using Houle.Streams.Runtime;
using Houle.Streams.Tests.Log.Contract;
using Houle.Streams.Tests.Runtime;
using Houle.Streams.Topology;
using Houle.Streams.Windows;
using Stream = Houle.Events.Stream;

namespace Houle.Streams.Tests.Oracle;

/// <summary>One life of the topology on a memory log, step by step in an order drawn from a seed: events arrive while tasks
/// run, batches and commits are cut anywhere, commits fail before or after they take effect, loops die and come back.</summary>
internal sealed class Harness
{
    private readonly Random _random;
    private readonly TopologyOptions _options;
    private readonly MemoryLog _log;
    private readonly ManualTime _time = new();
    private readonly IReadOnlyList<PlainStream> _streams;
    private readonly ILogProducer _source;
    private readonly RuntimeOptions _runtime;
    private readonly int[][] _sent;
    private readonly StandbyTasks _standby;
    private readonly SteppedTime _standbyTime = new();

    public Harness(int seed, TopologyOptions options, IReadOnlyList<PlainStream> streams, bool faults)
    {
        _random = new Random(seed);
        _options = options;
        _streams = streams;
        MemoryFaultRates rates = faults ? new MemoryFaultRates(0.05, 0.05, 0.3, 0.1) : new MemoryFaultRates(TornRead: 0.2);
        _log = new MemoryLog(_time, new MemoryLogOptions { SegmentBytes = 4096, Faults = MemoryLogFaults.Seeded(seed, rates) });
        foreach (TopicDefinition topic in HouleTopology.Topics(options)) _log.EnsureTopic(topic);
        _source = _log.OpenProducer("source");
        _runtime = new RuntimeOptions
        {
            CommitIntervalMs = int.MaxValue, // commits are cut by count, so that the seed alone decides
            CommitRecordsMax = 1 + _random.Next(200),
            ReadRecordsMax = 1 + _random.Next(40),
            AheadMaxMs = _random.Next(3) == 0 ? 30_000 : 3_600_000,
        };
        _sent = [.. streams.Select(stream => new int[stream.Partitions.Length])];
        _standby = new StandbyTasks(
            (group, partitions) => partitions.Where(at => _log.Position(group, at) is not null).ToDictionary(at => at, at => _log.Position(group, at)!.Value),
            _log, [.. HouleTopology.Tasks(options).OfType<IStandbyTask>().Select(task => task.Source)],
            source => HouleTopology.Task(options, source), _runtime, _standbyTime);
    }

    /// <summary>Restarts that went on from a copy that had stood by.</summary>
    public int Takeovers { get; private set; }

    public MemoryLog Log => _log;

    /// <summary>Called before tasks start, again after each kill.</summary>
    public Action<MemoryLog>? BeforeStart { get; init; }

    /// <summary>Runs until everything is sent and read. Ends with a last look: nothing may be left to do.</summary>
    /// <param name="standby">How often a copy of every task takes some of what its owner has committed; each start takes the copies that there are.</param>
    public void Run(double crashRate, double standby = 0)
    {
        int loops = 1 + _random.Next(3);
        TaskLoop?[] running = new TaskLoop?[loops];
        StreamTimeBoard board = new();
        int idleRounds = 0;
        while (idleRounds < 40) // beyond the longest delay of visibility that the log injects
        {
            bool moved = SendSome();
            int i = _random.Next(loops);
            try
            {
                if (_random.NextDouble() < standby) StandBy();
                running[i] ??= Start(i, loops, board);
                moved |= running[i]!.Step();
                if (_random.Next(10) == 0) running[i]!.Commit();
                if (_random.NextDouble() < crashRate) running[i] = null; // kill -9: what was not committed is gone
            }
            catch (InjectedFaultException)
            {
                running[i] = null;
            }
            catch (OffsetOutOfRangeException) when (standby > 0)
            {
                running[i] = null; // a copy that its owner's trims had overtaken: the next start is cold
            }

            idleRounds = moved ? 0 : idleRounds + 1;
        }

        foreach (TaskLoop? loop in running) loop?.Commit();
    }

    /// <summary>Lines of every city window, as the oracle writes them, sorted.</summary>
    public List<string> Lines()
    {
        List<string> lines = [];
        foreach (byte[] value in Values(TopicNames.CityWindows))
        {
            CityWindow window = CityWindow.Read(SingleObject.Body(value));
            string key = string.Create(CultureInfo.InvariantCulture, $"{window.Stream}|{Encoding.UTF8.GetString(window.Cell)}|{window.Level}|{window.WindowStartMs}|{window.LateInMs}");
            if (window.HasTotals) lines.Add($"{key}|total||{Sums(window.Stream, window.Totals)}");
            foreach (EntityMeasures entity in window.Entities)
                lines.Add($"{key}|{entity.Kind}|{Encoding.UTF8.GetString(entity.Entity)}|{Sums(window.Stream, entity.Measures)}");
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    public Dictionary<Stream, long[]> Accounts()
    {
        Dictionary<Stream, long[]> accounts = _streams.ToDictionary(stream => stream.Stream, _ => new long[6]);
        foreach (byte[] value in Values(TopicNames.Accounting))
        {
            Accounting a = Accounting.Read(SingleObject.Body(value));
            long[] sums = accounts[a.Stream];
            long[] more = [a.ReadValue, a.Accepted, a.Late, a.Duplicates, a.DeadLettered, a.Other];
            for (int i = 0; i < more.Length; i++) sums[i] += more[i];
            WeightGap += a.AcceptedWeight - a.LeafWeight;
        }

        return accounts;
    }

    /// <summary>Accepted weight that entered no leaf cell, after <see cref="Accounts"/>; 0 when nothing was lost.</summary>
    public long WeightGap { get; private set; }

    public List<byte[]> Values(string topic)
    {
        List<byte[]> values = [];
        RecordBatch batch = new();
        int partitions = _log.Topics.Single(t => t.Definition.Name == topic).Definition.Partitions;
        for (int partition = 0; partition < partitions; partition++)
        {
            TopicPartition from = new(topic, partition);
            for (long offset = _log.Range(from).Start; offset < _log.Range(from).End;)
            {
                _log.Read(from, offset, batch);
                for (int i = 0; i < batch.Count; i++) values.Add(batch[i].Value.ToArray());
                offset += batch.Count;
            }
        }

        return values;
    }

    private static string Sums(Stream stream, in Houle.Events.Measures m)
    {
        m.PeopleSketch.Length.ShouldBeLessThan(PeopleSketch.SizeMax * 8);
        (long a, long b) = stream switch
        {
            Stream.Social => (m.Engagement, 0),
            Stream.Sales => (m.Units, m.AmountCents),
            Stream.FootTraffic => (m.Entries, m.Exits),
            _ => (0L, 0L),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{m.Count}|{m.Weight}|{m.PeopleSketch.Length / 8}|{m.PeopleUnnamed}|{a}|{b}|{m.SponsoredWeight}");
    }

    private TaskLoop Start(int loop, int loops, StreamTimeBoard board)
    {
        BeforeStart?.Invoke(_log);
        IStreamTask[] tasks = [.. HouleTopology.Tasks(_options).Where((_, number) => number % loops == loop).Select(Warm)];
        return new TaskLoop(_log, _runtime, $"loop-{loop}", tasks, board, _time);
    }

    private void StandBy()
    {
        _standbyTime.Advance(TimeSpan.FromSeconds(1)); // it asks for positions again
        int steps = _random.Next(6);
        while (steps > 0 && _standby.Step()) steps--;
    }

    /// <summary>The copy of a task where there is one; a new copy may begin at once.</summary>
    private IStreamTask Warm(IStreamTask task)
    {
        IStreamTask? copy = _standby.Take(task.Source);
        _standby.GiveBack(task.Source);
        if (copy is not null) Takeovers++;
        return copy ?? task;
    }

    private bool SendSome()
    {
        int s = _random.Next(_streams.Count);
        int p = _random.Next(_streams[s].Partitions.Length);
        List<PlainEvent> events = _streams[s].Partitions[p];
        CommitBatch batch = new();
        int count = Math.Min(_random.Next(30), events.Count - _sent[s][p]);
        TopicPartition to = new(_options.Streams[s].Topic, p);
        for (int i = 0; i < count; i++)
        {
            PlainEvent e = events[_sent[s][p] + i];
            // What a record says must not depend on this run's order of sending: it is drawn from its place.
            byte[]? value = EventEncoder.Encode(_streams[s].Stream, e, new Random((p * 100_003) + _sent[s][p] + i));
            long timestamp = e.Form == EventForm.TooFarAhead ? e.TimeMs - _options.FutureMaxMs - 1 : _time.NowMs;
            if (value is null) batch.AppendTombstone(to, timestamp, "k"u8);
            else batch.Append(to, timestamp, "k"u8, value);
        }

        if (count > 0) Send(batch, to);
        _sent[s][p] += count;
        return _streams.Select((stream, i) => stream.Partitions.Select((events, j) => _sent[i][j] < events.Count).Any(more => more)).Any(more => more);
    }

    /// <summary>A careful producer: after an unknown outcome it looks whether its records are there.</summary>
    private void Send(CommitBatch batch, TopicPartition to)
    {
        long end = VisibleEnd(to);
        while (true)
        {
            try
            {
                _source.Commit(batch);
                return;
            }
            catch (InjectedFaultException)
            {
                if (VisibleEnd(to) > end) return;
            }
        }
    }

    /// <summary>Commits that are not visible yet become so when the log is asked often enough.</summary>
    private long VisibleEnd(TopicPartition to)
    {
        for (int calls = 0; calls < 64; calls++) _ = _log.Range(to);
        return _log.Range(to).End;
    }
}
