using Houle.Simulation.Tests.Support;

namespace Houle.Simulation.Tests;

/// <summary>Equal scenario, seed and limits give equal bytes, on every machine.</summary>
public sealed class DeterminismTests
{
    /// <summary>Over kinds, arrivals and bodies of all events in order, and the truth. It changes with the scenario file,
    /// the schemas and the simulation itself: then look at what changed, and write the new one here.</summary>
    private const string TwoTownsSeed1 = "8e8263229c6d9db8adaa9207c1322100beaa2463d4e06bc69b4e77d8b4a20453";

    [Fact]
    public void Bytes_of_a_scenario_and_seed_are_these_everywhere()
    {
        using Simulated first = Simulated.Run(Simulated.TwoTowns);
        using Simulated again = Simulated.Run(Simulated.TwoTowns);

        again.Sha256.ShouldBe(first.Sha256);
        first.Sha256.ShouldBe(TwoTownsSeed1);
    }

    [Fact]
    public void Another_seed_is_another_week_of_about_the_same_size()
    {
        using Simulated one = Simulated.Run(Simulated.TwoTowns, seed: 1);
        using Simulated two = Simulated.Run(Simulated.TwoTowns, seed: 2);

        two.Sha256.ShouldNotBe(one.Sha256);
        ((double)two.Report.Events / one.Report.Events).ShouldBeInRange(0.9, 1.1);
        one.Said.Select(s => s.Id).Intersect(two.Said.Select(s => s.Id)).ShouldBeEmpty();
    }

    [Fact]
    public void Fewer_events_or_days_are_a_beginning_of_the_whole()
    {
        using Simulated whole = Simulated.Run(Simulated.TwoTowns);
        using Simulated some = Simulated.Run(Simulated.TwoTowns, limits: new SimulationLimits(EventsMax: 5_000));
        using Simulated day = Simulated.Run(Simulated.TwoTowns, limits: new SimulationLimits(DaysMax: 1));

        some.Report.Events.ShouldBe(5_000);
        some.Said.Select(s => s.Id).ShouldBe(whole.Said.Take(some.Said.Count).Select(s => s.Id));
        ((double)day.Report.Events / whole.Report.Events).ShouldBeInRange(0.25, 0.45);
        day.Report.UntilMs.ShouldBe(day.Report.FromMs + 86_400_000);
        day.Truth.ShouldNotContain(t => (string?)t["id"] == "fete");
    }

    [Fact]
    public void Ids_are_unique_but_for_planted_duplicates()
    {
        using Simulated simulated = Simulated.Run(Simulated.TwoTowns);
        long duplicates = simulated.Report.ByKind[0].Duplicates;
        (simulated.Said.Count - simulated.Said.Select(s => s.Id).Distinct().Count()).ShouldBe((int)duplicates);
        duplicates.ShouldBe((long)simulated.Plant("posts-twice")["duplicates"]!);
        duplicates.ShouldBeGreaterThan(100);
    }
}
