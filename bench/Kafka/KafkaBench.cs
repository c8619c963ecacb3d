using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Houle.Streams.Kafka;
using Houle.Streams.Log;

namespace Houle.Bench.Kafka;

/// <summary>End to end on a real broker beside the Kafka Streams peer: the same topic, in turn, each measured by the offsets
/// that its group committed, and compared with the truth line by line.</summary>
internal static class KafkaBench
{
    private const int Partitions = 4;
    private const long StartMs = 1_750_000_000_000;

    public static Area Area { get; } = new(
        "kafka", "end to end on Kafka, exactly once, beside the Kafka Streams peer: [--count N] [--per-second N] [--rounds N] [--no-peer]", Run);

    private static async Task<int> Run(string[] args)
    {
        int count = (int)Streams.StreamsBench.Option(args, "--count", 2_000_000);
        int perSecond = (int)Streams.StreamsBench.Option(args, "--per-second", 20_000);
        int rounds = (int)Streams.StreamsBench.Option(args, "--rounds", 2);
        long beforeMs = (StartMs + (count * 1000L / perSecond) - 120_000) / 60_000 * 60_000;
        if (beforeMs <= StartMs)
        {
            Console.Error.WriteLine("bench: too few mentions for the windows to close; raise --count or lower --per-second");
            return 2;
        }

        using BenchBroker broker = BenchBroker.Start();
        PeerTool peer = new(broker);
        Console.WriteLine("| round | engine | instances | mentions | seconds to the last commit | mentions/s | windows wrong | counts lost | peak memory, MB |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        for (int round = 1; round <= rounds; round++)
        {
            string topic = $"r{round}.mentions";
            await peer.Do("load", topic, "--count", $"{count}", "--per-second", $"{perSecond}", "--partitions", $"{Partitions}", "--start-ms", $"{StartMs}");
            List<string> truth = await peer.Lines("truth", topic, beforeMs);
            foreach ((string profile, int instances) in ((string, int)[])[("peer", 1), ("full", 1), ("peer", 2)])
            {
                string run = $"{profile}{instances}";
                JsonNode measured = await Houle(broker, peer, $"r{round}.", run, profile, instances);
                using KafkaLog log = KafkaLog.Open(Options(broker.Bootstrap, $"r{round}.", run), TimeProvider.System);
                Print(round, $"Houle, {profile}", instances, count, measured, truth, WindowLines.Of(log, beforeMs));
                await broker.DeleteTopics($"r{round}\\.houle\\..*");
            }

            if (Array.IndexOf(args, "--no-peer") >= 0) continue;
            JsonNode theirs = await peer.RunAndMeasure(topic, $"peer-{round}");
            Print(round, "Kafka Streams", 1, count, theirs, truth, await peer.Lines("digest", topic, beforeMs));
            await broker.DeleteTopics("peer\\.city-windows");
        }

        return 0;
    }

    internal static KafkaLogOptions Options(string bootstrap, string prefix, string run) =>
        new() { Bootstrap = bootstrap, TopicPrefix = prefix, Name = run };

    private static async Task<JsonNode> Houle(BenchBroker broker, PeerTool peer, string prefix, string run, string profile, int instances)
    {
        List<Process> workers = [];
        try
        {
            for (int i = 0; i < instances; i++) workers.Add(KafkaWorker.Start(broker.Bootstrap, prefix, run, profile, i));
            JsonNode measured = await peer.Measure($"{prefix}mentions", $"{run}-observe", $"{prefix}houle.city-windows");
            measured["peak_mb"] = workers.Sum(worker => PeakMb(worker.Id));
            return measured;
        }
        finally
        {
            foreach (Process worker in workers)
            {
                worker.StandardInput.Close(); // it ends cleanly when its input does
                await worker.WaitForExitAsync();
                if (worker.ExitCode != 0) Console.Error.WriteLine($"bench: a worker ended with {worker.ExitCode}");
                worker.Dispose();
            }
        }
    }

    /// <summary>Peak resident memory of a process, from /proc.</summary>
    internal static long PeakMb(int processId)
    {
        string? line = File.ReadLines($"/proc/{processId}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line.AsSpan(6, line.Length - 9).Trim(), CultureInfo.InvariantCulture) / 1024;
    }

    private static void Print(
        int round, string engine, int instances, int count, JsonNode measured, List<string> truth, List<string> lines)
    {
        double seconds = measured["source_done_s"]!.GetValue<double>();
        HashSet<string> right = [.. truth];
        int wrong = lines.Count(line => !right.Remove(line)) is var extra ? Math.Max(extra, right.Count) : 0;
        long lost = Counts(truth) - Counts(lines);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {round} | {engine} | {instances} | {count} | {seconds:0.00} | {count / seconds:0} | {wrong} of {truth.Count} | {lost} ({100.0 * lost / Counts(truth):0.0}%) | {measured["peak_mb"]} |"));
    }

    private static long Counts(List<string> lines) =>
        lines.Sum(line => long.Parse(line.Split('|')[4], CultureInfo.InvariantCulture));
}
