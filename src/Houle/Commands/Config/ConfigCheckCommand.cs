using System.CommandLine;
using Houle.CommandLine;
using Houle.Configuration;
using Houle.Hosting;
using Houle.Ingest.Feeds;
using Houle.Simulation.Scenarios;

namespace Houle.Commands.Config;

/// <summary>Says whether a configuration file is right, and if not, everything that is wrong with it.</summary>
internal sealed class ConfigCheckCommand : HouleCommand
{
    private readonly Argument<string> _file = new("FILE") { Description = "houle.yaml, a feed definition, a scenario or a calendar (.csv)" };

    public ConfigCheckCommand()
        : base("check", "Check a configuration file, a feed, a scenario or a calendar", "./houle config check houle.yaml", "./houle config check feeds/NAME.yaml") =>
        Add(_file);

    protected override Task<int> Run(CommandContext context)
    {
        string file = context.Get(_file)!;
        context.Out.WriteLine(
            file.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? Calendar(file) :
            HasKey(file, "event") ? Feed(file) :
            HasKey(file, "period") ? Simulated(file) :
            Houle(file, context.Error));
        return Task.FromResult(ExitCodes.Done);
    }

    /// <summary>Whether a line begins with a key that only one kind of file has at its top.</summary>
    private static bool HasKey(string file, string key) =>
        File.Exists(file) && File.ReadLines(file).Any(line => line.StartsWith($"{key}:", StringComparison.Ordinal));

    private static string Houle(string file, TextWriter warnTo)
    {
        List<ConfigError> warnings = [];
        HouleConfig config = ConfigFile.Load(file, warnings);
        CalendarAccess.Load(config.Detection.Calendars);
        foreach (ConfigError warning in warnings) warnTo.WriteLine($"{warning} (a warning)");
        return $"{file} is right: run '{config.Run}', {config.Streams.Count} streams, data in {config.Data}";
    }

    private static string Calendar(string file)
    {
        CalendarAccess.Load([file]);
        return $"{file} is right: a calendar";
    }

    private static string Feed(string file)
    {
        FeedLoad load = FeedDefinition.Load(file);
        return load.Errors.Count == 0 ? $"{file} is right: a feed" : throw CommandException.Usage(string.Join('\n', load.Errors));
    }

    private static string Simulated(string file)
    {
        ScenarioLoad load = ScenarioFile.Load(file);
        return load.Errors.Count == 0 ? $"{file} is right: a scenario" : throw CommandException.Usage(string.Join('\n', load.Errors));
    }
}
