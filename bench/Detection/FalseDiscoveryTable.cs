using System.Diagnostics;
using System.Globalization;
using Houle.Bench.Detection.Simulation;
using Houle.Detection.Bursts;

namespace Houle.Bench.Detection;

/// <summary>One line for each scenario: what share of alerts was false, and which bursts were found when.</summary>
internal static class FalseDiscoveryTable
{
    public static void Print(IEnumerable<Scenario> scenarios, int first, int seeds, BurstOptions options, SelectorOptions select)
    {
        Console.WriteLine("| scenario | alerts | false | share false (95%) | share per tick | flagged 4s | 5s | 6s | alert 4s | 5s | 6s | 8s | median delay of 5s, min | s |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (Scenario scenario in scenarios)
        {
            Stopwatch watch = Stopwatch.StartNew();
            List<TrialResult> runs = [];
            for (int seed = first; seed < first + seeds; seed++) runs.Add(BurstTrial.Run(scenario, seed, options, select));
            int alerts = runs.Sum(run => run.Alerts), wrong = runs.Sum(run => run.FalseAlerts);
            (double low, double high) = Wilson(wrong, alerts);
            string powers = string.Join(" | ", [
                .. new[] { 4.0, 5, 6 }.Select(sigma => Power(runs, sigma, burst => burst.FirstFlag)),
                .. new[] { 4.0, 5, 6, 8 }.Select(sigma => Power(runs, sigma, burst => burst.FirstAlert))]);
            List<int> delays = [.. runs.SelectMany(run => run.Bursts).Where(b => b.Sigma == 5 && Found(b)).Select(b => b.FirstAlert - b.StartMinute + 1).Order()];
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {scenario.Name} | {alerts} | {wrong} | {(alerts == 0 ? 0 : (double)wrong / alerts):0.000} ({low:0.000}-{high:0.000}) | {runs.Average(run => run.TickFalseShare):0.0000} | {powers} | {(delays.Count == 0 ? "" : delays[delays.Count / 2])} | {watch.Elapsed.TotalSeconds:0.0} |"));
        }
    }

    internal static bool Found(Planted burst) => IsInTime(burst, burst.FirstAlert);

    /// <summary>Within two windows of an hour.</summary>
    private static bool IsInTime(Planted burst, int minute) => minute >= 0 && minute < burst.StartMinute + 120;

    private static string Power(List<TrialResult> runs, double sigma, Func<Planted, int> first)
    {
        List<Planted> bursts = [.. runs.SelectMany(run => run.Bursts).Where(burst => burst.Sigma == sigma)];
        return bursts.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{(double)bursts.Count(burst => IsInTime(burst, first(burst))) / bursts.Count:0.00}");
    }

    /// <summary>Wilson's interval of a proportion, 95%.</summary>
    internal static (double Low, double High) Wilson(int hits, int of)
    {
        if (of == 0) return (0, 1);
        double z = 1.96, p = (double)hits / of, n = of, centre = p + (z * z / (2 * n));
        double half = z * Math.Sqrt((p * (1 - p) / n) + (z * z / (4 * n * n))), scale = 1 + (z * z / n);
        return (Math.Max(0, (centre - half) / scale), Math.Min(1, (centre + half) / scale));
    }
}
