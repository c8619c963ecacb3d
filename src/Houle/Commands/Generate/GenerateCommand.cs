using System.CommandLine;
using System.Globalization;
using Houle.CommandLine;
using Houle.Configuration;
using Houle.Hosting;
using Houle.Simulation;
using Houle.Simulation.Output;
using Houle.Simulation.Scenarios;

namespace Houle.Commands.Generate;

/// <summary>Plays a scenario: simulated cities as files that <c>houle ingest</c> reads, with the planted truth beside; or straight
/// into a log. Equal scenario, seed and limits give equal bytes.</summary>
internal sealed class GenerateCommand : HouleCommand
{
    private readonly Argument<string> _scenario = new("SCENARIO") { Description = "Scenario file, such as scenarios/week-in-liege.yaml" };
    private readonly Option<ulong> _seed = new("--seed") { Description = "Which of all possible weeks; 1 without it", HelpName = "N", DefaultValueFactory = _ => 1 };
    private readonly Option<string> _out = new("--out") { Description = "Folder for events, feeds and truth; its files are written anew", HelpName = "DIR", Required = true };
    private readonly Option<string?> _into = new("--into") { Description = "Data folder whose log gets the events too, through an ingest session", HelpName = "DATA" };
    private readonly Option<long?> _events = new("--events") { Description = "End after so many events", HelpName = "N" };
    private readonly Option<int?> _days = new("--days") { Description = "End after so many days, the history counted", HelpName = "N" };
    private readonly Option<bool> _json = JsonOption();

    public GenerateCommand()
        : base(
            "generate", "Simulate cities from a scenario file, with the planted truth beside",
            "./houle generate scenarios/town.yaml --seed 7 --out town",
            "./houle generate scenarios/week-in-liege.yaml --out week --into .houle/week")
    {
        Add(_scenario);
        foreach (Option option in (Option[])[_seed, _out, _into, _events, _days, _json]) Add(option);
    }

    protected override Task<int> Run(CommandContext context)
    {
        Scenario scenario = Hosting.Scenarios.Load(context.Get(_scenario)!);
        SimulationLimits limits = new(
            AtLeastOne(context.Get(_events), "--events") ?? long.MaxValue, (int)(AtLeastOne(context.Get(_days), "--days") ?? int.MaxValue));
        string folder = context.Get(_out)!;
        HouleConfig config = context.LoadConfig();
        using OutputFolder output = new(folder);
        CitySimulation simulation = new(scenario, context.Get(_seed), output);
        long toldMs = 0;
        SimulationReport report = simulation.Run(
            limits,
            (timeMs, events) =>
            {
                if (timeMs - toldMs < 86_400_000) return;
                toldMs = timeMs;
                context.Error.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{DateTimeOffset.FromUnixTimeMilliseconds(timeMs):yyyy-MM-dd}  {events:#,0} events"));
            },
            context.Cancel);
        output.Finish(simulation.World, report);
        GenerateEnding ending = new(scenario, context.Get(_seed), folder, report);
        if (context.Get(_into) is { } into)
            ending = ending with { Ingested = new LogFiller(config, new DataFolder(Path.GetFullPath(into))).Fill(folder, simulation.World, context.Cancel) };
        context.Out.WriteLine(context.Get(_json) ? Json.Document(ending.ToJson()) : ending.ToText());
        return Task.FromResult(ExitCodes.Done);
    }

    private static long? AtLeastOne(long? number, string option) =>
        number is < 1 ? throw CommandException.Usage($"{option} is {number}; it must be at least 1") : number;
}
