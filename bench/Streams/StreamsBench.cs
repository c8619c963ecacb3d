using System.Diagnostics;
using System.Globalization;
using Houle.Events;
using Houle.Streams.Log;
using Houle.Streams.Log.Memory;
using Houle.Streams.Runtime;
using Houle.Streams.Topology;

namespace Houle.Bench.Streams;

/// <summary>The topology in process on one core: Avro bytes in a memory log in, closed city windows out.</summary>
internal static class StreamsBench
{
    private const int Partitions = 4;

    public static Area Area { get; } = new(
        "streams", "Observe and Detect on one thread: mentions/s, bytes allocated, [--profile peer|full|creators|detect] [--count N] [--per-second N]", Run);

    private static Task<int> Run(string[] args)
    {
        long count = Option(args, "--count", 1_000_000);
        long perSecond = Option(args, "--per-second", 20_000);
        Console.WriteLine("| profile | mentions | seconds | CPU seconds | mentions/s | mentions per CPU second | windows | bytes allocated per mention | peak memory, MB |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        int only = Array.IndexOf(args, "--profile");
        foreach (string profile in only < 0 ? (string[])["peer", "full", "creators", "detect"] : [args[only + 1]])
        {
            for (int round = 0; round < 3; round++) Measure(profile, count, perSecond, print: round > 0);
        }

        return Task.FromResult(0);
    }

    /// <summary>What each profile counts. peer: counts and weights of sounds, hashtags and products per city, as the Kafka
    /// Streams peer. full: all kinds, distinct people, duplicates, countries.
    /// creators: as full, with the state of each creator and authentic weights.
    /// detect: as full, with burst detectors that have learnt for two days, and Select.</summary>
    internal static TopologyOptions Topology(string profile) => new()
    {
        Streams =
        [
            StreamOptions.Defaults[0] with
            {
                Partitions = Partitions,
                DuplicateHorizonMs = profile == "peer" ? 0 : 3_600_000,
                Kinds = profile == "peer" ? [EntityKind.Sound, EntityKind.Hashtag, EntityKind.Product] : null,
            },
        ],
        CreatorsMax = profile == "creators" ? 1_000_000 : 0,
        Detection = profile == "detect" ? new DetectionOptions() : null,
        CountsOnly = profile == "peer",
        RollUp = profile != "peer",
    };

    private static void Measure(string profile, long count, long perSecond, bool print)
    {
        TopologyOptions topology = Topology(profile);
        using MemoryLog log = new(TimeProvider.System);
        foreach (TopicDefinition topic in HouleTopology.Topics(topology)) log.EnsureTopic(topic);
        if (profile != "detect") new MentionLoad(1).Fill(log, TopicNames.Social, Partitions, count, perSecond);
        TaskLoop loop = new(
            log, new RuntimeOptions { Threads = 1, CommitRecordsMax = (int)Option(Environment.GetCommandLineArgs(), "--commit", 20_000), CommitIntervalMs = 60_000 }, "bench", HouleTopology.Tasks(topology), new StreamTimeBoard(), TimeProvider.System);
        if (profile == "detect") Warm(log, loop, count, perSecond);
        GC.Collect();
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        Stopwatch watch = Stopwatch.StartNew();
        while (loop.Step())
        {
            // Until the log's end.
        }

        watch.Stop();
        double cpuSeconds = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        long windows = log.Range(new TopicPartition(TopicNames.CityWindows, 0)).Count;
        if (!print) return;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {profile} | {count} | {watch.Elapsed.TotalSeconds:0.00} | {cpuSeconds:0.00} | {count / watch.Elapsed.TotalSeconds:0} | {count / cpuSeconds:0} | {windows} | {(double)allocated / count:0.0} | {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} |"));
    }

    /// <summary>Two days and some hours of a mention a second, of which nothing is measured; then the load.</summary>
    private static void Warm(MemoryLog log, TaskLoop loop, long count, long perSecond)
    {
        const int Seconds = 200_000;
        new MentionLoad(2).Fill(log, TopicNames.Social, Partitions, Seconds, 1);
        while (loop.Step())
        {
            // Until the log's end.
        }

        new MentionLoad(1, startMs: MentionLoad.StartMs + ((Seconds + 900) * 1_000L)).Fill(log, TopicNames.Social, Partitions, count, perSecond);
    }

    internal static long Option(string[] args, string name, long value)
    {
        int at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? long.Parse(args[at + 1], CultureInfo.InvariantCulture) : value;
    }
}
