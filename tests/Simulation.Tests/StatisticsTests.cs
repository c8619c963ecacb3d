using Houle.Simulation.Tests.Support;

namespace Houle.Simulation.Tests;

/// <summary>Totals, rhythm, shares and spread are the scenario's, by tests of significance with their bounds at about one
/// in a hundred thousand.</summary>
public sealed class StatisticsTests
{
    private const string Plain = """
        name: plain
        period: { first_day: 2026-01-05, days: 28, zone: UTC }
        places:
          - { city: be/huy, posts_per_day: 900, comments_per_day: 400, intents_per_day: 200, creators: 300 }
          - { city: be/vise, posts_per_day: 300, comments_per_day: 100, creators: 200 }
        social_rhythm:
          hours: [2, 1, 1, 1, 1, 1, 2, 3, 4, 4, 4, 4, 5, 5, 4, 4, 5, 6, 7, 8, 8, 8, 6, 4]
          days: [1, 1, 1, 1, 1.5, 2, 0.5]
        noise: { city_dispersion: 1, entity_dispersion: 1 }
        sounds: { count: 30, zipf: 1, per_post: 0.5 }
        """;

    private static readonly double[] Hours = [2, 1, 1, 1, 1, 1, 2, 3, 4, 4, 4, 4, 5, 5, 4, 4, 5, 6, 7, 8, 8, 8, 6, 4];
    private static readonly double[] Days = [1, 1, 1, 1, 1.5, 2, 0.5];

    [Fact]
    public void Hours_of_the_week_are_as_busy_as_the_scenario_says()
    {
        using Simulated simulated = Simulated.Run(Plain, seed: 5);
        Said[] posts = [.. simulated.Said.Where(s => s.City == "be/huy" && s.Format != Events.Format.Comment)];
        double[] seen = new double[168];
        foreach (Said post in posts) seen[(int)((post.TimeMs - simulated.Report.FromMs) / 3_600_000 % 168)]++; // day 1 is a Monday

        // Straight lines between the middles of hours, by the trapezoid over quarters: not the simulation's own table.
        double[] expected = new double[168];
        for (int hour = 0; hour < 168; hour++)
        {
            double at = Hours[hour % 24], before = Hours[(hour + 23) % 24], after = Hours[(hour + 1) % 24];
            expected[hour] = Days[hour / 24] * ((0.75 * at) + (0.125 * before) + (0.125 * after));
        }

        double scale = 900 * 28 / expected.Sum();
        double chiSquare = 0;
        for (int hour = 0; hour < 168; hour++)
        {
            double mean = expected[hour] * scale;
            chiSquare += (seen[hour] - mean) * (seen[hour] - mean) / mean;
        }

        // Poisson: 168 degrees of freedom, standard deviation 18.3.
        chiSquare.ShouldBeInRange(168 - (4.4 * 18.3), 168 + (4.4 * 18.3));
    }

    [Fact]
    public void Totals_are_those_of_the_scenario()
    {
        using Simulated simulated = Simulated.Run(Plain, seed: 6);
        Near(simulated.Said.Count(s => s.City == "be/huy" && s.Format != Events.Format.Comment), 900 * 28);
        Near(simulated.Said.Count(s => s.City == "be/huy" && s.Format == Events.Format.Comment), 400 * 28);
        Near(simulated.Said.Count(s => s.City == "be/vise" && s.Format != Events.Format.Comment), 300 * 28);
        Near(simulated.Wanted.Count, 200 * 28);
    }

    [Fact]
    public void Sounds_come_by_Zipfs_law()
    {
        using Simulated simulated = Simulated.Run(Plain, seed: 7);
        string[] sounds = [.. simulated.Said.SelectMany(s => s.Sounds)];
        Near(sounds.Length, 1200 * 28 * 0.5);
        double[] seen = [.. sounds.GroupBy(s => s).Select(g => (double)g.Count()).OrderDescending()];
        double[] weights = [.. Enumerable.Range(0, 30).Select(rank => 1 / (rank + 2.7))];
        // The frequent half stands apart far enough that order of count is order of rank.
        for (int rank = 0; rank < 6; rank++)
            Near((long)seen[rank], sounds.Length * weights[rank] / weights.Sum());
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(4.0)]
    public void Quarter_hours_of_a_city_spread_as_the_scenario_says(double dispersion)
    {
        string yaml = Plain.Replace("city_dispersion: 1", $"city_dispersion: {dispersion}")
            .Replace("hours: [2, 1, 1, 1, 1, 1, 2, 3, 4, 4, 4, 4, 5, 5, 4, 4, 5, 6, 7, 8, 8, 8, 6, 4]", "hours: [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]")
            .Replace("days: [1, 1, 1, 1, 1.5, 2, 0.5]", "days: [1, 1, 1, 1, 1, 1, 1]");
        using Simulated simulated = Simulated.Run(yaml, seed: 8);
        double[] quarters = new double[28 * 96];
        foreach (Said said in simulated.Said.Where(s => s.City == "be/huy" && s.Format != Events.Format.Comment))
            quarters[(said.TimeMs - simulated.Report.FromMs) / 900_000]++;

        Dispersion(quarters).ShouldBeInRange(dispersion * 0.86, dispersion * 1.16);
    }

    [Fact]
    public void Runs_of_an_entity_spread_as_the_scenario_says()
    {
        string yaml = Plain.Replace("entity_dispersion: 1", "entity_dispersion: 3")
            .Replace("hours: [2, 1, 1, 1, 1, 1, 2, 3, 4, 4, 4, 4, 5, 5, 4, 4, 5, 6, 7, 8, 8, 8, 6, 4]", "hours: [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]")
            .Replace("days: [1, 1, 1, 1, 1.5, 2, 0.5]", "days: [1, 1, 1, 1, 1, 1, 1]");
        using Simulated simulated = Simulated.Run(yaml, seed: 9);
        string rare = simulated.Said.SelectMany(s => s.Sounds).GroupBy(s => s).OrderByDescending(g => g.Count()).ElementAt(15).Key;
        double[] hours = new double[28 * 24];
        foreach (Said said in simulated.Said.Where(s => s.City == "be/huy" && s.Sounds.Contains(rare)))
            hours[(said.TimeMs - simulated.Report.FromMs) / 3_600_000]++;

        Dispersion(hours).ShouldBeInRange(2.2, 3.8);
    }

    private static void Near(long seen, double expected) =>
        ((double)seen).ShouldBeInRange(expected - (4.5 * Math.Sqrt(expected)), expected + (4.5 * Math.Sqrt(expected)));

    private static double Dispersion(double[] counts)
    {
        double mean = counts.Average();
        return counts.Sum(c => (c - mean) * (c - mean)) / (counts.Length - 1) / mean;
    }
}
