using System.Diagnostics;
using System.Globalization;
using Houle.Streams.Kafka;

namespace Houle.Bench.Kafka;

/// <summary>End to end on a real broker beside the Kafka Streams peer: the same topic, in turn, each measured by the offsets
/// that its groups committed, and compared with the truth line by line.</summary>
internal static class KafkaBench
{
    private const int Partitions = 4;
    private const long StartMs = 1_750_000_000_000;
    private const long ClosingMs = 120_000; // disorder, a minute and its grace: windows that start earlier are closed at the end

    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(8);

    // What an engine emits a little after its last commit of offsets is waited for, and not measured.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    public static Area Area { get; } = new(
        "kafka", "end to end on Kafka, exactly once, beside the Kafka Streams peer: [--count N] [--per-second N] [--rounds N] [--threads N] [--only peer1|full1|peer2|streams]... [--worker commit=N|fetch=MB]...", Run);

    private static async Task<int> Run(string[] args)
    {
        int count = (int)Streams.StreamsBench.Option(args, "--count", 1_500_000);
        int perSecond = (int)Streams.StreamsBench.Option(args, "--per-second", 5_000);
        int rounds = (int)Streams.StreamsBench.Option(args, "--rounds", 2);
        int threads = (int)Streams.StreamsBench.Option(args, "--threads", 2);
        long beforeMs = (StartMs + (count * 1000L / perSecond) - ClosingMs) / 60_000 * 60_000;
        if (beforeMs <= StartMs)
        {
            Console.Error.WriteLine("bench: too few mentions for the windows to close; raise --count or lower --per-second");
            return 2;
        }

        using BenchBroker broker = BenchBroker.Start();
        KafkaLog.Open(Options(broker.Bootstrap, "", "bench"), TimeProvider.System).Dispose(); // finds librdkafka, which GroupProgress needs too
        PeerTool peer = new(broker);
        Console.WriteLine("| round | engine | instances | mentions | seconds to the last commit | mentions/s | CPU s: engine + broker | windows wrong | counts lost | peak memory, MB |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        for (int round = 1; round <= rounds; round++)
        {
            string prefix = $"r{round}.", topic = $"{prefix}mentions";
            await peer.Do("load", topic, "--count", $"{count}", "--per-second", $"{perSecond}", "--partitions", $"{Partitions}", "--start-ms", $"{StartMs}");
            List<string> truth = await peer.Lines("truth", topic, beforeMs);
            foreach ((string profile, int instances) in ((string, int)[])[("peer", 1), ("full", 1), ("peer", 2)])
            {
                if (!IsWanted(args, $"{profile}{instances}")) continue;
                string run = $"{profile}{instances}-{round}";
                Measured houle = await Measure(
                    broker, topic, [$"{run}-observe", $"{run}-detect"],
                    [.. Enumerable.Range(0, instances).Select(i => KafkaWorker.Start(broker.Bootstrap, prefix, run, profile, i, threads, KafkaWorker.Settings(args)))],
                    worker => worker.StandardInput.Close()); // it ends cleanly when its input does
                using (KafkaLog log = KafkaLog.Open(Options(broker.Bootstrap, prefix, run), TimeProvider.System))
                    Print(round, $"Houle, {profile}", instances, count, houle, truth, WindowLines.Of(log, beforeMs));
                // All that the run wrote, its changelogs too: the next one counts the same topic from its start.
                await broker.DeleteTopics($@"r{round}\.(houle\..*|.*-changelog)");
            }

            if (!IsWanted(args, "streams")) continue;
            string app = $"peer-{round}", windows = $"{app}.city-windows";
            Measured theirs = await Measure(broker, topic, [app], [peer.Run(topic, app, windows)], Terminate);
            Print(round, "Kafka Streams", 1, count, theirs, truth, await peer.Lines("digest", topic, beforeMs, "--out", windows));
        }

        return 0;
    }

    internal static KafkaLogOptions Options(string bootstrap, string prefix, string run) =>
        new() { Bootstrap = bootstrap, TopicPrefix = prefix, Name = run };

    private static bool IsWanted(string[] args, string run) =>
        Array.IndexOf(args, "--only") < 0 || Enumerable.Range(1, args.Length - 1).Any(i => args[i - 1] == "--only" && args[i] == run);

    private readonly record struct Measured(GroupProgress.Result Progress, double EngineCpuSeconds, double BrokerCpuSeconds, long PeakMb);

    private static async Task<Measured> Measure(BenchBroker broker, string topic, string[] groups, Process[] engines, Action<Process> end)
    {
        try
        {
            double before = EngineProcess.CpuSeconds(broker.Process);
            Task ended = Task.WhenAny(engines.Select(engine => engine.WaitForExitAsync()));
            GroupProgress.Result progress = await GroupProgress.Measure(broker.Bootstrap, topic, groups, ended, Bound);
            Measured measured = new(
                progress, engines.Sum(EngineProcess.CpuSeconds), EngineProcess.CpuSeconds(broker.Process) - before, engines.Sum(EngineProcess.PeakMb));
            await Task.Delay(Settling);
            return measured;
        }
        finally
        {
            foreach (Process engine in engines)
            {
                end(engine);
                await engine.WaitForExitAsync();
                engine.Dispose();
            }
        }
    }

    private static void Terminate(Process process)
    {
        using Process stop = Process.Start("kill", $"{process.Id}");
        stop.WaitForExit();
    }

    private static void Print(int round, string engine, int instances, int count, Measured measured, List<string> truth, List<string> lines)
    {
        HashSet<string> right = [.. truth];
        int wrong = lines.Count(line => !right.Remove(line)) is var extra ? Math.Max(extra, right.Count) : 0;
        long lost = Counts(truth) - Counts(lines);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {round} | {engine} | {instances} | {count} | {measured.Progress.Seconds:0.00} | {measured.Progress.PerSecond:0} | {measured.EngineCpuSeconds:0.0} + {measured.BrokerCpuSeconds:0.0} | {wrong} of {truth.Count} | {lost} ({100.0 * lost / Counts(truth):0.0}%) | {measured.PeakMb} |"));
    }

    private static long Counts(List<string> lines) =>
        lines.Sum(line => long.Parse(line.Split('|')[4], CultureInfo.InvariantCulture));
}
