using System.Globalization;
using Houle.Bench.Detection.Simulation;
using Houle.Detection.Bursts;

namespace Houle.Bench.Detection;

/// <summary>Realised false discovery, power and delay of the burst detector over made cells.</summary>
internal static class BurstsArea
{
    public static Area Area { get; } = new(
        "detection", "bursts: false discovery, power, delay over made cells; rivals; key updates/s [--table rates|rivals|updates] [--seeds N] [--first N] [--only NAME] [--keys N] [--hours N]", Run);

    private static Task<int> Run(string[] args)
    {
        int seeds = Option(args, "--seeds", 10), first = Option(args, "--first", 1);
        string only = Text(args, "--only") ?? "";
        BurstOptions options = new()
        {
            DispersionMargin = Number(args, "--margin", new BurstOptions().DispersionMargin),
            DispersionPrior = Number(args, "--prior", new BurstOptions().DispersionPrior),
            HalfLifeDays = Number(args, "--half-life", new BurstOptions().HalfLifeDays),
            Combination = Enum.Parse<ScaleCombination>(Text(args, "--combine") ?? nameof(ScaleCombination.Cauchy)),
        };
        SelectorOptions select = new() { OverlapMinutes = Number(args, "--overlap", new SelectorOptions().OverlapMinutes) };
        Scenario[] scenarios = [.. Scenario.All.Where(s => s.Name.Contains(only, StringComparison.Ordinal))];
        string table = Text(args, "--table") ?? "all";
        if (table is "all" or "updates") UpdatesTable.Print(Text(args, "--keys") is { } keys ? [int.Parse(keys, CultureInfo.InvariantCulture)] : [10_000, 100_000, 1_000_000], Option(args, "--hours", 5));
        if (table is "all" or "rates") FalseDiscoveryTable.Print(scenarios, first, seeds, options, select);
        if (table is "all" or "rivals") RivalsTable.Print(scenarios, first, seeds, options);
        return Task.FromResult(0);
    }

    internal static int Option(string[] args, string name, int otherwise) => (int)Number(args, name, otherwise);

    internal static double Number(string[] args, string name, double otherwise) =>
        Text(args, name) is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    internal static string? Text(string[] args, string name) =>
        Array.IndexOf(args, name) is >= 0 and int at && at + 1 < args.Length ? args[at + 1] : null;
}
