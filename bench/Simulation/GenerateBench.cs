using System.Diagnostics;
using System.Globalization;
using Houle.Ingest.Feeds;
using Houle.Simulation;
using Houle.Simulation.Output;
using Houle.Simulation.Scenarios;

namespace Houle.Bench.Simulation;

/// <summary>Measures simulated events a second: made and dropped, and written to files.</summary>
/// <remarks>bench generate [--events N] [--dir DIR]: scenarios/country.yaml, one thread.</remarks>
internal static class GenerateBench
{
    public static Area Area { get; } = new("generate", "simulated events: made in memory, and written to files", Run);

    private static Task<int> Run(string[] args)
    {
        long events = long.Parse(Option(args, "--events") ?? "3000000", CultureInfo.InvariantCulture);
        string folder = Path.Combine(Option(args, "--dir") ?? Path.GetTempPath(), $"houle-generate-{Environment.ProcessId}");
        ScenarioLoad load = ScenarioFile.Load(Path.Combine("scenarios", "country.yaml"));
        Scenario scenario = load.Scenario ?? throw new InvalidOperationException(string.Join('\n', load.Errors));
        Console.WriteLine("| what | events | seconds | CPU s | events/s | events/s of CPU | MB | B allocated/event | peak MB |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        try
        {
            for (int round = 0; round < 3; round++)
            {
                Dropped dropped = new();
                Measure("made", scenario, events, dropped, () => dropped.Bytes);
                using OutputFolder output = new(folder);
                Measure("made and written", scenario, events, output, () => Directory.GetFiles(folder).Sum(f => new FileInfo(f).Length));
            }
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }

        return Task.FromResult(0);
    }

    private static void Measure(string what, Scenario scenario, long events, IEventSink sink, Func<long> bytes)
    {
        CitySimulation simulation = new(scenario, 1, sink);
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        Stopwatch watch = Stopwatch.StartNew();
        long made = simulation.Run(new SimulationLimits(EventsMax: events)).Events;
        double seconds = watch.Elapsed.TotalSeconds;
        double cpuSeconds = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
        double perEvent = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)made;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {what} | {made:#,0} | {seconds:F2} | {cpuSeconds:F2} | {made / seconds:#,0} | {made / cpuSeconds:#,0} | {bytes() / 1e6:F0} | {perEvent:F1} | {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:F0} |"));
    }

    private static string? Option(string[] args, string name) =>
        Array.IndexOf(args, name) is >= 0 and int at && at + 1 < args.Length ? args[at + 1] : null;

    private sealed class Dropped : IEventSink
    {
        public long Bytes { get; private set; }

        public void Take(EventKind kind, long arrivedAtMs, ReadOnlySpan<byte> body) => Bytes += body.Length;
    }
}
