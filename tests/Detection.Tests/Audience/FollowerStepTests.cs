using Houle.Detection.Audience;

namespace Houle.Detection.Tests.Audience;

public sealed class FollowerStepTests
{
    private const long DayMs = 86_400_000, StartMs = 20_000 * DayMs;

    [Fact]
    public void Step_is_held_against_the_growth_of_the_days_before()
    {
        CreatorState state = default;
        double followers = 10_000;
        for (int day = 0; day < 60; day++, followers *= 1.01) CreatorMonitor.OnFollowers(ref state, StartMs + (day * DayMs), (long)followers);
        (long before, int minute) = (state.FollowersBefore, state.FollowersBeforeMinute);
        CreatorMonitor.OnFollowers(ref state, StartMs + (61 * DayMs), (long)(before * 1.2)).ShouldBe(CreatorAnomaly.FollowerSpike);

        FollowerStep step = FollowerStep.Of(state, before, minute);

        step.Days.ShouldBe(2, 1e-9);
        step.Gained.ShouldBe((long)(before * 1.2) - before);
        step.Expected.ShouldBe(before * 0.0201, before * 0.001, "1% a day for two days");
        double scale = Math.Max(state.GrowthDeviation, 0.003);
        step.Low.ShouldBe(before * (Math.Exp(2 * (state.GrowthMean - (Math.Log(20) * scale))) - 1), 1e-3);
        step.High.ShouldBe(before * (Math.Exp(2 * (state.GrowthMean + (Math.Log(20) * scale))) - 1), 1e-3);
        step.P.ShouldBe(Math.Exp(-((Math.Log((state.Followers + 20.0) / (before + 20.0)) / 2) - state.GrowthMean) / scale) / 2, 1e-12);
    }

    /// <summary>Against the empirical share of a simulated Laplace variable, seed 1.</summary>
    [Fact]
    public void Interval_holds_95_of_100_usual_days_and_p_is_their_share_beyond()
    {
        Random random = new(1);
        int inside = 0, beyond = 0;
        const int Days = 20_000;
        for (int day = 0; day < Days; day++)
        {
            double e = -Math.Log(1 - random.NextDouble()) * 0.02 * (random.Next(2) == 0 ? 1 : -1);
            CreatorState state = new() { GrowthMean = 0.01f, GrowthDeviation = 0.02f, Followers = (long)((1_000_020 * Math.Exp(0.01 + e)) - 20), FollowersAtMinute = 2 * 1440 };
            FollowerStep step = FollowerStep.Of(state, 1_000_000, 1440);
            if (step.Gained >= step.Low && step.Gained <= step.High) inside++;
            if (step.P < 0.01) beyond++;
        }

        (inside / (double)Days).ShouldBe(0.95, 0.01);
        (beyond / (double)Days).ShouldBe(0.01, 0.003);
    }

    [Fact]
    public void Losses_and_counts_of_nothing_are_steps_too()
    {
        CreatorState state = new() { Followers = 0, FollowersAtMinute = 1440, GrowthMean = 0 };
        FollowerStep lost = FollowerStep.Of(state, 500, 0);
        lost.Gained.ShouldBe(-500);
        lost.P.ShouldBe(1, 1e-9);
        FollowerStep none = FollowerStep.Of(state, 0, 0);
        (none.Gained, none.Expected).ShouldBe((0, 0));
        none.P.ShouldBe(0.5, 1e-9);
    }
}
