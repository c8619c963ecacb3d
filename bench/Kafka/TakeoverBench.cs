using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Houle.Avro.Binary;
using Houle.Bench.Streams;
using Houle.Streams;
using Houle.Streams.Kafka;
using Houle.Streams.Log;
using TopicPartition = Confluent.Kafka.TopicPartition;

namespace Houle.Bench.Kafka;

/// <summary>Two instances with the state of many creators: one is killed with -9, and the clock runs until the other has
/// committed in every partition that was the dead one's.</summary>
internal static class TakeoverBench
{
    private const int Partitions = 4, PerSecond = 20_000, TrickleMs = 10, TrickleEvents = 20;

    // What the group needs to notice a death; Kafka's default is 45 s, Houle's 10.
    private const int SessionMs = 3_000;

    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(9), Settling = TimeSpan.FromSeconds(5), Poll = TimeSpan.FromMilliseconds(20);

    public static Area Area { get; } = new(
        "kafka-takeover", "from kill -9 of one of two instances to progress in all its partitions, without and with standby: [--keys N]...", Run);

    private static async Task<int> Run(string[] args)
    {
        int[] keys = [.. Enumerable.Range(1, Math.Max(0, args.Length - 1)).Where(i => args[i - 1] == "--keys").Select(i => int.Parse(args[i], CultureInfo.InvariantCulture))];
        if (keys.Length == 0) keys = [100_000, 1_000_000];
        using BenchBroker broker = BenchBroker.Start();
        Console.WriteLine($"session time-out {SessionMs} ms, {Partitions} partitions, one event a key before");
        Console.WriteLine("| creators | standby | seconds to progress everywhere | of these after the session time-out | memory of the survivor, MB |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (int count in keys)
        {
            string prefix = $"k{count}.";
            using KafkaLog log = KafkaLog.Open(KafkaBench.Options(broker.Bootstrap, prefix, "load"), TimeProvider.System);
            log.EnsureTopic(new TopicDefinition("mentions", Partitions));
            MentionLoad load = new(1);
            Fill(log, load, count);
            foreach (bool standby in (bool[])[false, true])
            {
                await Measure(broker, log, load, prefix, count, standby);
                await broker.DeleteTopics($@"k{count}\.(houle\..*|.*-changelog)");
            }
        }

        return 0;
    }

    private static async Task Measure(BenchBroker broker, KafkaLog log, MentionLoad load, string prefix, int count, bool standby)
    {
        string run = $"take{count}{(standby ? "s" : "")}";
        string[] groups = [$"{run}-observe", $"{run}-detect"];
        using Process first = Start(0), second = Start(1);
        try
        {
            await GroupProgress.Measure(broker.Bootstrap, $"{prefix}mentions", groups, Task.WhenAny(first.WaitForExitAsync(), second.WaitForExitAsync()), Bound);
            await Task.Delay(Settling); // copies come up to the end
            using CancellationTokenSource stop = new();
            Task trickle = Task.Factory.StartNew(() => Trickle(log, load, count, stop.Token), TaskCreationOptions.LongRunning);
            using IConsumer<byte[], byte[]> asker =
                new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = broker.Bootstrap, GroupId = "bench" }).Build();
            using IAdminClient admin = new DependentAdminClientBuilder(asker.Handle).Build();
            Dictionary<string, List<TopicPartition>> lost = await OwnedBy(admin, groups, "-streams-1");
            if (lost.Values.Sum(partitions => partitions.Count) == 0) throw new InvalidOperationException("the instance to be killed owns nothing");
            await Task.Delay(Settling);
            second.Kill();
            long began = Stopwatch.GetTimestamp();
            await Progress(admin, lost);
            double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {count} | {(standby ? "yes" : "no")} | {seconds:0.0} | {seconds - (SessionMs / 1e3):0.0} | {EngineProcess.PeakMb(first)} |"));
            await stop.CancelAsync();
            await trickle;
        }
        finally
        {
            second.Kill();
            first.StandardInput.Close();
            await first.WaitForExitAsync();
        }

        Process Start(int instance) => KafkaWorker.Start(
            broker.Bootstrap, prefix, run, "creators", instance, 2, $"session={SessionMs}", $"creators={count}", $"standby={(standby ? 1 : 0)}");
    }

    /// <summary>Waits until each partition's committed position is past where it was when this began.</summary>
    private static async Task Progress(IAdminClient admin, Dictionary<string, List<TopicPartition>> lost)
    {
        long began = Stopwatch.GetTimestamp();
        Dictionary<(string, TopicPartition), long> at = [];
        while (true)
        {
            bool all = true;
            foreach ((string group, List<TopicPartition> partitions) in lost)
            {
                Dictionary<TopicPartition, long> committed = await GroupProgress.Committed(admin, group);
                foreach (TopicPartition partition in partitions)
                {
                    long now = committed.GetValueOrDefault(partition);
                    if (at.TryAdd((group, partition), now) || now <= at[(group, partition)]) all = false;
                }
            }

            if (all) return;
            if (Stopwatch.GetElapsedTime(began) > Bound) throw new TimeoutException("no progress in the dead instance's partitions");
            await Task.Delay(Poll);
        }
    }

    private static async Task<Dictionary<string, List<TopicPartition>>> OwnedBy(IAdminClient admin, string[] groups, string instance)
    {
        DescribeConsumerGroupsResult answer = await admin.DescribeConsumerGroupsAsync(groups);
        return answer.ConsumerGroupDescriptions.ToDictionary(
            group => group.GroupId,
            group => group.Members.Where(member => member.ClientId.Contains(instance, StringComparison.Ordinal))
                .SelectMany(member => member.Assignment.TopicPartitions).ToList());
    }

    /// <summary>One mention of each creator.</summary>
    private static void Fill(KafkaLog log, MentionLoad load, int count)
    {
        using ILogProducer producer = log.OpenProducer("load");
        CommitBatch batch = new();
        for (int i = 0; i < count; i++)
        {
            Append(batch, load, i, i);
            if (batch.Records.Length < 50_000 && i != count - 1) continue;
            producer.Commit(batch);
            batch.Clear();
        }
    }

    /// <summary>2,000 events a second over all partitions, of creators that are known.</summary>
    private static void Trickle(KafkaLog log, MentionLoad load, int count, CancellationToken cancel)
    {
        using ILogProducer producer = log.OpenProducer("load");
        CommitBatch batch = new();
        Random random = new(3);
        for (long i = count; !cancel.IsCancellationRequested;)
        {
            for (int more = 0; more < TrickleEvents; more++, i++) Append(batch, load, i, random.Next(count));
            producer.Commit(batch);
            batch.Clear();
            Thread.Sleep(TrickleMs);
        }
    }

    private static void Append(CommitBatch batch, MentionLoad load, long number, int creator)
    {
        byte[] key = Encoding.UTF8.GetBytes($"c{creator}");
        long atMs = MentionLoad.StartMs + (number * 1000 / PerSecond);
        ByteBuffer to = batch.Begin(new Houle.Streams.Log.TopicPartition("mentions", Houle.Streams.Partitioner.Of(key, Partitions)), atMs, key);
        load.Write(to, number, atMs, key);
        batch.End();
    }
}
