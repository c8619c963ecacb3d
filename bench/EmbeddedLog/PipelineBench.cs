using System.Diagnostics;
using System.Globalization;
using Houle.Bench.Streams;
using Houle.Streams.Embedded;
using Houle.Streams.Log;
using Houle.Streams.Log.Memory;
using Houle.Streams.Runtime;
using Houle.Streams.Topology;

namespace Houle.Bench;

/// <summary>End to end through the embedded log: mentions are appended, observed, detected, and all of it is durable.</summary>
/// <remarks>A feeder commits encoded mentions as ingest does, while the stream threads work; time runs from the first
/// append until every position stands at its partition's end.</remarks>
internal static class PipelineBench
{
    private const int Partitions = 4;
    private const int FeedRecords = 20_000;

    public static Area Area { get; } = new(
        "pipeline", "end to end through the embedded log on two cores: mentions/s, [--count N] [--dir DIR] [--per-second N]", Run);

    private static Task<int> Run(string[] args)
    {
        long count = long.Parse(Option(args, "--count", "3000000"), CultureInfo.InvariantCulture);
        long perSecond = long.Parse(Option(args, "--per-second", "20000"), CultureInfo.InvariantCulture);
        string parent = Option(args, "--dir", Path.GetTempPath());
        Console.WriteLine("| log | profile | mentions | seconds | mentions/s | CPU seconds | windows |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (string profile in (string[])["peer", "full"])
        {
            using MemoryLog load = new(TimeProvider.System);
            load.EnsureTopic(new TopicDefinition(TopicNames.Social, Partitions));
            new MentionLoad(1).Fill(load, TopicNames.Social, Partitions, count, perSecond);
            for (int round = 0; round < 3; round++)
            {
                using (MemoryLog memory = new(TimeProvider.System)) Measure("memory", profile, load, memory, count, print: round > 0);
                string folder = Path.Combine(parent, $"houle-pipeline-{Environment.ProcessId}-{round}");
                try
                {
                    using EmbeddedLog embedded = EmbeddedLog.Open(folder, TimeProvider.System);
                    Measure("embedded", profile, load, embedded, count, print: round > 0);
                    long bytes = new DirectoryInfo(folder).EnumerateFiles("*.log", SearchOption.AllDirectories).Sum(file => file.Length);
                    if (round == 2) Console.WriteLine($"| | {profile} | {bytes / 1_000_000} MB in segments | | | | |");
                }
                finally
                {
                    Directory.Delete(folder, recursive: true);
                }
            }
        }
        return Task.FromResult(0);
    }

    private static void Measure(string what, string profile, MemoryLog load, ILog log, long count, bool print)
    {
        using StreamsRuntime runtime = new(
            log, StreamsBench.Topology(profile), new RuntimeOptions { Threads = 2 }, TimeProvider.System);
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        Stopwatch watch = Stopwatch.StartNew();
        runtime.Start();
        Feed(load, log);
        while (!IsAtEnd(log))
        {
            if (runtime.Completion.IsCompleted) runtime.Completion.GetAwaiter().GetResult();
            log.WaitForCommit(log.Version, TimeSpan.FromMilliseconds(20), default);
        }
        double seconds = watch.Elapsed.TotalSeconds;
        double cpuSeconds = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
        long windows = PartitionsOf(log, TopicNames.CityWindows).Sum(partition => log.Range(partition).Count);
        if (!print) return;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {what} | {profile} | {count} | {seconds:0.00} | {count / seconds:0} | {cpuSeconds:0.0} | {windows} |"));
    }

    private static void Feed(MemoryLog from, ILog to)
    {
        using ILogProducer producer = to.OpenProducer("feeder");
        CommitBatch batch = new();
        RecordBatch into = new(recordsMax: FeedRecords / Partitions, bytesMax: 16 << 20);
        long[] next = new long[Partitions];
        bool more = true;
        while (more)
        {
            more = false;
            for (int p = 0; p < Partitions; p++)
            {
                TopicPartition partition = new(TopicNames.Social, p);
                int count = from.Read(partition, next[p], into);
                for (int i = 0; i < count; i++)
                {
                    RecordView record = into[i];
                    batch.Append(partition, record.TimestampMs, record.Key, record.Value);
                }
                next[p] += count;
                more |= count > 0;
            }
            producer.Commit(batch);
            batch.Clear();
        }
    }

    private static bool IsAtEnd(ILog log)
    {
        var positions = log.Positions;
        return PartitionsOf(log, TopicNames.Social).Concat(PartitionsOf(log, TopicNames.Activity)).All(partition =>
            positions.Any(at => at.Partition == partition && at.Position.Next == log.Range(partition).End));
    }

    private static IEnumerable<TopicPartition> PartitionsOf(ILog log, string topic) =>
        Enumerable.Range(0, log.Topics.Single(known => known.Definition.Name == topic).Definition.Partitions)
            .Select(p => new TopicPartition(topic, p));

    private static string Option(string[] args, string name, string value)
    {
        int at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : value;
    }
}
