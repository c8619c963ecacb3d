using System.Globalization;
using Houle.Bench.Audience.Simulation;
using Houle.Detection.Audience;

namespace Houle.Bench.Audience;

/// <summary>Simulated creators: how well the score parts bought from earned, plot by plot.</summary>
internal static class CreatorBench
{
    /// <param name="hidesReach">Whether the platform shows no reach.</param>
    public static void Run(int each, int seed, bool hidesReach)
    {
        EngagementCohorts cohorts = new();
        Plot[] plots = Enum.GetValues<Plot>();
        SimulatedCreator[] creators =
        [
            .. plots.SelectMany(plot => Enumerable.Range(0, each), (plot, i) => new SimulatedCreator(new Random(HashCode(seed, (int)plot, i)), plot, cohorts, hidesReach)
            {
                Id = unchecked((ulong)HashCode(seed, (int)plot, i) * 0x9E3779B97F4A7C15),
            }),
        ];
        // Side by side, a day at a time: they are each other's cohorts.
        List<IEnumerator<int>> lives = [.. creators.Select(creator => creator.Live().GetEnumerator())];
        while (lives.Count > 0) lives.RemoveAll(life => !life.MoveNext());

        double[] score = [.. creators.Select(creator => CreatorQuality.Score(creator.State).Score)];
        double[] earned = [.. score.Where((_, i) => !SimulatedCreator.IsBought(plots[i / each]))];
        Console.WriteLine();
        Console.WriteLine($"{each} simulated creators of each plot, twelve weeks, seed {seed}{(hidesReach ? ", reach hidden" : "")}. Flagged: score below 50. AUC against all that is earned.");
        Console.WriteLine("| plot | bought | median score | flagged | some anomaly | off cohort | AUC |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (Plot plot in plots)
        {
            double[] of = [.. score.Where((_, i) => plots[i / each] == plot).Order()];
            CreatorAnomaly[] seen = [.. creators.Where((_, i) => plots[i / each] == plot).Select(creator => creator.Anomalies)];
            bool bought = SimulatedCreator.IsBought(plot);
            string area = bought ? RocCurve.Area([.. of.Select(s => (-s, true)), .. earned.Select(s => (-s, false))]).ToString("0.000", CultureInfo.InvariantCulture) : "";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {plot} | {(bought ? "yes" : "no")} | {of[each / 2]:0.0} | {of.Count(s => s < 50) / (double)each:0.0%} | {seen.Count(a => a != CreatorAnomaly.None) / (double)each:0.0%} | {seen.Count(a => a.HasFlag(CreatorAnomaly.OffCohort)) / (double)each:0.0%} | {area} |"));
        }

        double all = RocCurve.Area([.. score.Select((s, i) => (-s, SimulatedCreator.IsBought(plots[i / each])))]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| all |  |  | {earned.Count(s => s < 50) / (double)earned.Length:0.0%} of earned |  |  | {all:0.000} |"));
    }

    private static int HashCode(int seed, int plot, int i) => unchecked((((seed * 397) + plot) * 100_003) + i);
}
