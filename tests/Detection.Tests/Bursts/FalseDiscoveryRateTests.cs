using Houle.Bench.Detection.Simulation;
using Houle.Detection.Bursts;

namespace Houle.Detection.Tests.Bursts;

/// <summary>Small runs of the simulator; `bench detection` prints the large tables.</summary>
public sealed class FalseDiscoveryRateTests
{
    private const double Q = 0.05;

    /// <summary>Scenarios that together take a few seconds; the seeds are fixed.</summary>
    public static TheoryData<string> Names => ["small city", "city", "missing hours", "launches", "city-wide surges", "loud noise 25", "town, 4 a day a sound"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Share_of_false_alerts_is_within_its_aim_and_large_bursts_are_found(string name)
    {
        Scenario scenario = Scenario.All.Single(s => s.Name == name) with { TestDays = 10 };
        int alerts = 0, wrong = 0, ticks = 0;
        double tickShare = 0;
        List<Planted> bursts = [];
        for (int seed = 101; seed <= 102; seed++)
        {
            TrialResult run = BurstTrial.Run(scenario, seed, new BurstOptions(), new SelectorOptions());
            alerts += run.Alerts;
            wrong += run.FalseAlerts;
            ticks += run.Ticks;
            tickShare += run.TickFalseShare * run.Ticks;
            bursts.AddRange(run.Bursts);
        }

        string where = $"{name}, seeds 101 and 102: {wrong} of {alerts} alerts false, {tickShare / ticks:0.0000} of flags per tick";
        ((double)wrong).ShouldBeLessThanOrEqualTo((Q * alerts) + (2 * Math.Sqrt(Q * (1 - Q) * alerts)) + 0.5, where);
        (tickShare / ticks).ShouldBeLessThan(Q + 0.02, where);
        AtLeast(bursts, 5, burst => burst.FirstFlag, 0.9, where);
        AtLeast(bursts, 8, burst => burst.FirstAlert, name.StartsWith("town", StringComparison.Ordinal) ? 0.8 : 0.9, where);
    }

    [Fact]
    public void Without_bursts_hardly_any_alert_opens()
    {
        int alerts = 0;
        for (int seed = 201; seed <= 202; seed++)
            alerts += BurstTrial.Run(Scenario.All[1] with { BurstsPerDay = 0, TestDays = 10 }, seed, new BurstOptions(), new SelectorOptions()).Alerts;

        // Without discoveries a week may spend half of q: some 0.07 false alerts expected over these 20 days.
        alerts.ShouldBeLessThanOrEqualTo(1, "seeds 201 and 202");
    }

    /// <summary>A share of bursts of this size is found within two hours, less two standard errors of so few.</summary>
    private static void AtLeast(List<Planted> bursts, double sigma, Func<Planted, int> first, double aim, string where)
    {
        List<Planted> sized = [.. bursts.Where(burst => burst.Sigma == sigma)];
        int found = sized.Count(burst => first(burst) >= 0 && first(burst) < burst.StartMinute + 120);
        ((double)found).ShouldBeGreaterThanOrEqualTo(
            (aim * sized.Count) - (2 * Math.Sqrt(aim * (1 - aim) * sized.Count)), $"{where}: {found} of {sized.Count} of {sigma} sigma");
    }
}
