using System.Runtime.CompilerServices;
using Houle.Bench.Audience.Simulation;
using Houle.Detection.Audience;

namespace Houle.Detection.Tests.Audience;

public sealed class CreatorMonitorTests(ITestOutputHelper output)
{
    private const long DayMs = 86_400_000;
    private const long StartMs = 20_000 * DayMs;
    private const int Each = 400;

    [Fact]
    public void State_takes_128_bytes_and_its_sketch_64()
    {
        Unsafe.SizeOf<CreatorState>().ShouldBe(128);
        Unsafe.SizeOf<AudienceSketch>().ShouldBe(64);
    }

    /// <summary>The target is 0.95; 400 creators of each of fifteen plots leave a standard error of about 0.003.</summary>
    [Fact]
    public void Bought_audiences_rank_below_earned_ones_and_viral_growth_is_not_flagged()
    {
        List<(double Score, bool IsBought)> all = [];
        int viralFlagged = 0;
        foreach (Plot plot in Enum.GetValues<Plot>())
        {
            for (int i = 0; i < Each; i++)
            {
                double score = CreatorQuality.Score(new SimulatedCreator(new Random((1_000 * (int)plot) + i), plot).Run()).Score;
                all.Add((-score, SimulatedCreator.IsBought(plot)));
                if (plot == Plot.Viral && score < 50) viralFlagged++;
            }
        }

        double area = RocCurve.Area(all);
        output.WriteLine($"seeds 0 to {Each - 1} of each plot: AUC {area:0.000}, {viralFlagged} of {Each} viral creators flagged");
        area.ShouldBeGreaterThan(0.945);
        // At 1% four are expected, and eleven or more have a chance of 0.3%.
        viralFlagged.ShouldBeLessThan(11);
    }

    [Fact]
    public void A_spike_is_seen_on_its_day_and_its_decay_later()
    {
        CreatorState state = default;
        for (int day = 0; day < 10; day++) CreatorMonitor.OnFollowers(ref state, StartMs + (day * DayMs), 10_000 + day).ShouldBe(CreatorAnomaly.None);
        CreatorMonitor.OnFollowers(ref state, StartMs + (10 * DayMs), 16_000).ShouldBe(CreatorAnomaly.FollowerSpike);
        CreatorAnomaly later = CreatorAnomaly.None;
        for (int day = 11; day < 20; day++) later |= CreatorMonitor.OnFollowers(ref state, StartMs + (day * DayMs), 16_000 - ((day - 10) * 400));
        later.ShouldBe(CreatorAnomaly.FollowerDecay);
    }

    [Fact]
    public void Rounded_counts_make_no_spike()
    {
        CreatorState state = default;
        CreatorAnomaly seen = CreatorAnomaly.None;
        for (int day = 0; day < 60; day++) seen |= CreatorMonitor.OnFollowers(ref state, StartMs + (day * DayMs), 10_000 + (day / 12 * 100));
        seen.ShouldBe(CreatorAnomaly.None);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public void Hidden_followers_change_nothing(long followers)
    {
        CreatorState state = default;
        CreatorMonitor.OnFollowers(ref state, StartMs, 500);
        CreatorState before = state;
        CreatorMonitor.OnFollowers(ref state, StartMs + DayMs, followers).ShouldBe(CreatorAnomaly.None);
        state.ShouldBe(before);
    }

    [Fact]
    public void An_older_snapshot_changes_nothing()
    {
        CreatorState state = default;
        CreatorMonitor.OnFollowers(ref state, StartMs + DayMs, 500);
        CreatorState before = state;
        CreatorMonitor.OnFollowers(ref state, StartMs, 9_000);
        state.ShouldBe(before);
    }

    [Fact]
    public void Likes_beyond_reach_are_a_burst_and_ordinary_likes_are_not()
    {
        CreatorState state = default;
        CreatorMonitor.OnPostSnapshot(ref state, 1, 100, 2_000).ShouldBe(CreatorAnomaly.None);
        CreatorMonitor.OnPostSnapshot(ref state, 1, 180, 3_000).ShouldBe(CreatorAnomaly.None);
        CreatorMonitor.OnPostSnapshot(ref state, 1, 5_000, 3_100).ShouldBe(CreatorAnomaly.LikeBurst);
        CreatorMonitor.OnPostSnapshot(ref state, 2, -1, 3_100).ShouldBe(CreatorAnomaly.None);
        CreatorMonitor.OnPostSnapshot(ref state, 1, 20, 10).ShouldBe(CreatorAnomaly.None); // counters that fell
    }

    [Fact]
    public void Comments_by_a_timer_are_seen_and_those_of_people_are_not()
    {
        CreatorAnomaly Feed(Random random, Func<double> gapSeconds)
        {
            CreatorState state = default;
            CreatorAnomaly seen = CreatorAnomaly.None;
            double at = StartMs;
            for (int i = 0; i < 400; i++) seen |= CreatorMonitor.OnComment(ref state, (long)(at += 1000 * gapSeconds()), random.Next(10) == 0);
            return seen;
        }

        Random random = new(4);
        Feed(random, () => 20 + random.NextDouble()).ShouldBe(CreatorAnomaly.CommentBurst);
        int falses = 0;
        for (int i = 0; i < 200; i++)
        {
            if (Feed(random, () => -Math.Log(1 - random.NextDouble()) * 90) != CreatorAnomaly.None) falses++;
        }

        output.WriteLine($"{falses} of 200 Poisson streams");
        falses.ShouldBeLessThan(8);
    }

    [Fact]
    public void Any_history_has_a_score_with_finite_reasons()
    {
        Random random = new(8);
        for (int i = 0; i < 300; i++)
        {
            CreatorState state = default;
            for (int step = 0; step < 200; step++)
            {
                long atMs = StartMs + (step * 3_600_000L * random.Next(1, 9));
                switch (random.Next(4))
                {
                    case 0: CreatorMonitor.OnFollowers(ref state, atMs, random.Next(3) == 0 ? 0 : (long)Math.Pow(10, random.NextDouble() * 9)); break;
                    case 1: CreatorMonitor.OnEngagement(ref state, atMs, (long)Math.Pow(10, random.NextDouble() * 8) - 1); break;
                    case 2: CreatorMonitor.OnPostSnapshot(ref state, (ulong)random.Next(3), random.Next(100_000), random.Next(100_000)); break;
                    default: CreatorMonitor.OnComment(ref state, atMs, random.Next(2) == 0); break;
                }
            }

            AccountScore score = CreatorQuality.Score(state);
            score.Score.ShouldBeInRange(0, 100);
            foreach (AccountReason reason in score.Reasons) double.IsFinite(reason.Points).ShouldBeTrue(reason.Reason);
            CreatorQuality.Doubt(state).ShouldBeInRange((ushort)0, (ushort)10_000);
        }
    }
}
