using System.Diagnostics;
using System.Globalization;
using System.Text;
using Houle.Avro.Binary;
using Houle.Bench.Streams;
using Houle.Streams;
using Houle.Streams.Kafka;
using Houle.Streams.Log;

namespace Houle.Bench.Kafka;

/// <summary>What an event costs when the state holds ten thousand keys, and when it holds ten million.</summary>
internal static class KeysBench
{
    private const int Partitions = 4, PerSecond = 20_000;

    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(9), Settling = TimeSpan.FromSeconds(2);

    public static Area Area { get; } = new(
        "kafka-keys", "cost per event by the number of creators known, on Kafka: [--keys N]... [--count N]", Run);

    private static async Task<int> Run(string[] args)
    {
        int[] keys = [.. Enumerable.Range(1, Math.Max(0, args.Length - 1)).Where(i => args[i - 1] == "--keys").Select(i => int.Parse(args[i], CultureInfo.InvariantCulture))];
        if (keys.Length == 0) keys = [10_000, 100_000, 1_000_000];
        int count = (int)StreamsBench.Option(args, "--count", 1_000_000);
        using BenchBroker broker = BenchBroker.Start();
        Console.WriteLine($"{count} mentions of creators that are known, profile creators, one instance of two threads");
        Console.WriteLine("| creators | CPU us per event, Houle | broker | peak memory, MB |");
        Console.WriteLine("|---|---|---|---|");
        await Measure(broker, keys[0], count, print: false); // the JIT compiler's and the broker's own warming up
        foreach (int known in keys) await Measure(broker, known, count, print: true);
        return 0;
    }

    private static async Task Measure(BenchBroker broker, int keys, int count, bool print)
    {
        string prefix = $"n{keys}{(print ? "" : "w")}.", run = prefix.TrimEnd('.');
        string[] groups = [$"{run}-observe", $"{run}-detect"];
        using KafkaLog log = KafkaLog.Open(KafkaBench.Options(broker.Bootstrap, prefix, "load"), TimeProvider.System);
        log.EnsureTopic(new TopicDefinition("mentions", Partitions));
        MentionLoad load = new(1);
        Random random = new(2);
        // As many mentions of the known ones as will be measured come first: then all is compiled that will run.
        Fill(log, load, 0, keys, i => (int)i);
        Fill(log, load, keys, count, _ => random.Next(keys));
        using Process worker = KafkaWorker.Start(broker.Bootstrap, prefix, run, "creators", 0, 2, $"creators={keys}");
        await Progress();
        await Task.Delay(Settling);
        double before = EngineProcess.CpuSeconds(worker), brokerBefore = EngineProcess.CpuSeconds(broker.Process);
        Fill(log, load, (long)keys + count, count, _ => random.Next(keys));
        double filled = EngineProcess.CpuSeconds(broker.Process);
        await Progress();
        double engine = EngineProcess.CpuSeconds(worker) - before;
        if (print)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {keys} | {engine / count * 1e6:0.0} | {(EngineProcess.CpuSeconds(broker.Process) - brokerBefore) / count * 1e6:0.0} (the load's {(filled - brokerBefore) / count * 1e6:0.0} included) | {EngineProcess.PeakMb(worker)} |"));
        }

        worker.StandardInput.Close();
        await worker.WaitForExitAsync();

        Task<GroupProgress.Result> Progress() => GroupProgress.Measure(broker.Bootstrap, $"{prefix}mentions", groups, worker.WaitForExitAsync(), Bound);
    }

    private static void Fill(KafkaLog log, MentionLoad load, long from, long count, Func<long, int> creator)
    {
        using ILogProducer producer = log.OpenProducer("load");
        CommitBatch batch = new();
        for (long i = from; i < from + count; i++)
        {
            byte[] key = Encoding.UTF8.GetBytes($"c{creator(i)}");
            long atMs = MentionLoad.StartMs + (i * 1000 / PerSecond);
            ByteBuffer to = batch.Begin(new TopicPartition("mentions", Partitioner.Of(key, Partitions)), atMs, key);
            load.Write(to, i, atMs, key);
            batch.End();
            if (batch.Records.Length < 50_000 && i != from + count - 1) continue;
            producer.Commit(batch);
            batch.Clear();
        }
    }
}
