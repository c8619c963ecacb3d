using System.Globalization;
using Houle.Bench.Detection.Simulation;
using Houle.Detection.Bursts;

namespace Houle.Bench.Detection;

/// <summary>What each method finds when all give the same number of false alarms.</summary>
internal static class RivalsTable
{
    public static void Print(IEnumerable<Scenario> scenarios, int first, int seeds, BurstOptions options)
    {
        Console.WriteLine("| scenario | false alarms a week | method | found 4s | 5s | 6s | 8s | of all |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (Scenario scenario in scenarios)
        {
            List<Planted> bursts = [];
            List<List<Scored>>[] scores = [.. Rivals.Names.Select(_ => new List<List<Scored>>())];
            for (int seed = first; seed < first + seeds; seed++) Collect(scenario, seed, options, bursts, scores);
            double weeks = seeds * scenario.TestDays / 7.0;
            int budget = (int)Math.Round(weeks);
            for (int method = 0; method < Rivals.Names.Length; method++)
            {
                double threshold = Threshold(scores[method], budget);
                (int wrong, HashSet<Planted> found) = Rivals.At(scores[method], threshold);
                string shares = string.Join(" | ", new[] { 4.0, 5, 6, 8 }.Select(sigma => Share(bursts, found, sigma)));
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {scenario.Name} | {wrong / weeks:0.00} | {Rivals.Names[method]} | {shares} | {(double)found.Count / bursts.Count:0.00} |"));
            }
        }
    }

    /// <summary>One run: the detector's own scores, and those of its rivals on the same minutes.</summary>
    private static void Collect(Scenario scenario, int seed, BurstOptions options, List<Planted> bursts, List<List<Scored>>[] scores)
    {
        // The made cell of a seed is the same every time: rivals see it once more on their own.
        MadeCell cell = new(scenario, seed);
        Rivals rivals = new(cell);
        for (int minute = cell.Start; minute < cell.End; minute++) rivals.See(minute, cell.Minute(minute), minute > cell.TestFrom + 60);
        ILookup<int, Planted> planted = cell.Bursts.ToLookup(burst => burst.Key);
        BurstTrial.Run(scenario, seed, options, new SelectorOptions(), (minute, report, _, _) =>
        {
            if (report.P <= 1e-3)
                rivals.Scores[0].Add(new Scored((int)report.Key - 1, minute, -Math.Log10(Math.Max(1e-300, report.P)), BurstTrial.Truth(planted, (int)report.Key - 1, minute)));
        });
        bursts.AddRange(cell.Bursts);
        for (int method = 0; method < scores.Length; method++) scores[method].Add(rivals.Scores[method]);
    }

    /// <summary>The lowest threshold that gives no more false alarms than allowed.</summary>
    internal static double Threshold(List<List<Scored>> runs, int budget)
    {
        double[] candidates = [.. runs.SelectMany(run => run).Where(s => s.Burst is null).Select(s => s.Score).Distinct().Order()];
        int low = 0, high = candidates.Length; // index of the first candidate that is below the threshold no more
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (Rivals.At(runs, Math.BitIncrement(candidates[middle])).False <= budget) high = middle;
            else low = middle + 1;
        }

        return low < candidates.Length ? Math.BitIncrement(candidates[low]) : 0;
    }

    private static string Share(List<Planted> bursts, HashSet<Planted> found, double sigma)
    {
        List<Planted> sized = [.. bursts.Where(burst => burst.Sigma == sigma)];
        return sized.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{(double)sized.Count(found.Contains) / sized.Count:0.00}");
    }
}
