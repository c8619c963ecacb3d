using System.Security.Cryptography;
using Houle.Streams.Detect;
using Houle.Streams.Log;
using Houle.Streams.Log.Memory;
using Houle.Streams.Observe;
using Houle.Streams.Runtime;
using Houle.Streams.Select;
using Houle.Streams.Tests.Detect;
using Houle.Streams.Tests.Log.Contract;
using Houle.Streams.Tests.Oracle;
using Houle.Streams.Topology;

namespace Houle.Streams.Tests.Select;

/// <summary>A Detect partition that lags far behind the others, while Select waits for it.</summary>
public sealed class SlowPartitionTests(ITestOutputHelper output)
{
    private const int Unbounded = int.MaxValue;

    [Fact]
    public void Partitions_ahead_of_a_slow_one_are_held_back_and_the_answer_is_the_same()
    {
        Result free = Run(aheadMaxMs: Unbounded * 60_000L, waitingBytesMax: long.MaxValue);
        Result byTime = Run(aheadMaxMs: 30 * 60_000, waitingBytesMax: long.MaxValue);
        Result byBytes = Run(aheadMaxMs: Unbounded * 60_000L, waitingBytesMax: 20_000);
        output.WriteLine($"waiting at most: {free.Most} without a bound, {byTime.Most} at half an hour, {byBytes.Most} at 20,000 bytes");

        free.Most.Minutes.ShouldBeGreaterThan(500); // days of event time: the test has something to bound
        byTime.Most.Minutes.ShouldBeInRange(5, 60); // half an hour, and what one read brings
        byBytes.Most.Bytes.ShouldBeInRange(20_000, free.Most.Bytes / 4); // and what was written and on its way when it was passed
        free.Alerts.ShouldBeGreaterThan(3);
        byTime.Hash.ShouldBe(free.Hash);
        byBytes.Hash.ShouldBe(free.Hash);
    }

    private static Result Run(long aheadMaxMs, long waitingBytesMax)
    {
        TopologyOptions options = BurstFeed.Options(1, activityPartitions: 3);
        List<PlainEvent> events = BurstFeed.Make(seed: 5, 1, late: false)[0].Partitions[0];
        using MemoryLog log = new(new ManualTime());
        foreach (TopicDefinition topic in HouleTopology.Topics(options)) log.EnsureTopic(topic);
        using (ILogProducer source = log.OpenProducer("source"))
        {
            CommitBatch batch = new();
            for (int i = 0; i < events.Count; i++)
                batch.Append(new TopicPartition(options.Streams[0].Topic, 0), events[i].TimeMs, "k"u8, EventEncoder.Encode(Events.Stream.Social, events[i], new Random(i)));
            source.Commit(batch);
        }

        RuntimeOptions runtime = new() { CommitIntervalMs = int.MaxValue, CommitRecordsMax = 20, ReadRecordsMax = 10, AheadMaxMs = aheadMaxMs, WaitingBytesMax = waitingBytesMax };
        StreamTimeBoard board = new();
        IStreamTask[] tasks = [.. HouleTopology.Tasks(options)];
        Finish(Loop(tasks.Where(task => task is ObserveTask)));

        // The slow one takes a step where the others take as many as they can.
        IStreamTask slow = tasks.OfType<DetectTask>().MaxBy(task => log.Range(task.Source).Count)!;
        TaskLoop slowly = Loop([slow]), others = Loop(tasks.Where(task => task is DetectTask && task != slow)), select = Loop(tasks.Where(task => task is SelectTask));
        Waiting most = default;
        bool more = true;
        while (more)
        {
            more = slowly.Step();
            for (int steps = 0; steps < 200 && (others.Step() | Judge()); steps++) more = true;
        }

        foreach (TaskLoop loop in (TaskLoop[])[slowly, others, select]) Finish(loop);
        List<byte[]> results = [];
        foreach (string topic in (string[])[TopicNames.Trends, TopicNames.Alerts])
            log.Scan(new TopicPartition(topic, 0), (scoped in RecordView record) => results.Add(SHA256.HashData(record.Value)));
        return new Result(
            Convert.ToHexString(SHA256.HashData([.. results.Select(Convert.ToHexString).Order(StringComparer.Ordinal).SelectMany(System.Text.Encoding.ASCII.GetBytes)])),
            (int)log.Range(new TopicPartition(TopicNames.Alerts, 0)).Count, most);

        bool Judge()
        {
            bool judged = select.Step();
            Waiting now = tasks.OfType<SelectTask>().Single().Waiting;
            most = new Waiting(Math.Max(most.Minutes, now.Minutes), Math.Max(most.Bytes, now.Bytes));
            return judged;
        }

        TaskLoop Loop(IEnumerable<IStreamTask> some) => new(log, runtime, $"loop-{some.First().Source}", [.. some], board, new ManualTime());

        static void Finish(TaskLoop loop)
        {
            while (loop.Step()) { }
            loop.Commit();
        }
    }

    private sealed record Result(string Hash, int Alerts, Waiting Most);
}
