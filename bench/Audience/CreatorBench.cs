using System.Globalization;
using Houle.Bench.Audience.Simulation;
using Houle.Detection.Audience;

namespace Houle.Bench.Audience;

/// <summary>Simulated creators: how well the score parts bought from earned, plot by plot.</summary>
internal static class CreatorBench
{
    public static void Run(int each, int seed)
    {
        Dictionary<Plot, double[]> scores = [];
        Dictionary<Plot, int> alarms = [];
        foreach (Plot plot in Enum.GetValues<Plot>())
        {
            scores[plot] = new double[each];
            for (int i = 0; i < each; i++)
            {
                SimulatedCreator creator = new(new Random(HashCode(seed, (int)plot, i)), plot);
                scores[plot][i] = CreatorQuality.Score(creator.Run()).Score;
                if (creator.Anomalies != CreatorAnomaly.None) alarms[plot] = alarms.GetValueOrDefault(plot) + 1;
            }
        }

        double[] earned = [.. scores.Where(one => !SimulatedCreator.IsBought(one.Key)).SelectMany(one => one.Value)];
        Console.WriteLine();
        Console.WriteLine($"{each} simulated creators of each plot, twelve weeks, seed {seed}. Flagged: score below 50. AUC against all that is earned.");
        Console.WriteLine("| plot | bought | median score | flagged | some anomaly | AUC |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach ((Plot plot, double[] of) in scores)
        {
            bool bought = SimulatedCreator.IsBought(plot);
            Array.Sort(of);
            double area = bought ? RocCurve.Area([.. of.Select(s => (-s, true)), .. earned.Select(s => (-s, false))]) : double.NaN;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {plot} | {(bought ? "yes" : "no")} | {of[each / 2]:0.0} | {of.Count(s => s < 50) / (double)each:0.0%} | {alarms.GetValueOrDefault(plot) / (double)each:0.0%} | {(bought ? area.ToString("0.000", CultureInfo.InvariantCulture) : "")} |"));
        }

        double all = RocCurve.Area([.. scores.SelectMany(one => one.Value.Select(s => (-s, SimulatedCreator.IsBought(one.Key))))]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| all |  |  | {earned.Count(s => s < 50) / (double)earned.Length:0.0%} of earned |  | {all:0.000} |"));
    }

    private static int HashCode(int seed, int plot, int i) => unchecked((((seed * 397) + plot) * 100_003) + i);
}
