using Houle.Configuration;
using Houle.Hosting;
using Houle.Ingest.Privacy;
using Houle.Ingest.Sessions;
using Houle.Simulation;
using Houle.Simulation.Output;
using Houle.Simulation.Scenarios;

namespace Houle.Commands.Demo.Week;

/// <summary>The simulated week that is the demo's second act: where its files lie, and what reads them.</summary>
internal static class WeekData
{
    public const string RunName = "week-in-liege";
    public const string Notice = "Simulated: a week in Liège. The cities are real; everybody and everything else is invented.";

    private const ulong Seed = 1;

    /// <summary>Its data folder, beside that of the first act.</summary>
    public static DataFolder Folder(DataFolder demo) => new(Path.Combine(demo.Path, "week"));

    /// <summary>The shops' streams have one partition each: in a week of a few stores another would stay empty, and a file says how far an
    /// empty one has come only at its end, for which all that joins the streams would wait.</summary>
    public static HouleConfig Config(DataFolder folder) => new()
    {
        Run = RunName, Data = folder.Path, Catalogue = Path.Combine(Files(folder), "catalogue.yaml"),
        Detection = new() { Calendars = [Path.Combine(DemoData.Checkout, "scenarios", "week-in-liege.calendar.csv")] },
        Streams = StreamConfig.Defaults.ToDictionary(
            stream => stream.Key, stream => stream.Key is "sales" or "foot_traffic" or "intents" ? stream.Value with { Partitions = 1 } : stream.Value),
    };

    public static Scenario Scenario() => Scenarios.Load(Path.Combine(DemoData.Checkout, "scenarios", "week-in-liege.yaml"));

    /// <summary>What was planted, a JSON line each.</summary>
    public static IEnumerable<string> Truth(DataFolder folder) => File.ReadLines(Path.Combine(Files(folder), "truth.jsonl"));

    /// <summary>Writes the week's files, unless they are there whole.</summary>
    public static void Generate(DataFolder folder, CancellationToken cancel)
    {
        if (Directory.Exists(Files(folder))) return;
        string unfinished = Files(folder) + ".new";
        using (var output = new OutputFolder(unfinished))
        {
            var simulation = new CitySimulation(Scenario(), Seed, output);
            SimulationReport report = simulation.Run(new SimulationLimits(), cancel: cancel);
            output.Finish(simulation.World, report);
        }

        Directory.Move(unfinished, Files(folder));
    }

    /// <summary>All kinds as one group: they are merged by arrival.</summary>
    public static IReadOnlyList<(string Name, IReadOnlyList<IngestInput> Inputs)> Groups(DataFolder folder) =>
        [("week in Liège", [.. OutputFolder.Files(Files(folder)).Select(kind => new IngestInput(kind.File, Feeds.LoadFile(kind.Feed)))])];

    public static IngestOptions Options(IReadOnlyList<Streams.Topology.StreamOptions> streams, DataFolder folder) => new()
    {
        Time = TimeProvider.System,
        Keys = PseudonymKeys.Demo,
        Streams = streams,
        SpillFolder = Path.Combine(folder.Path, "spill"),
    };

    private static string Files(DataFolder folder) => Path.Combine(folder.Path, "files");
}
