using Houle.Detection.Bursts;

namespace Houle.Detection.Tests.Bursts;

/// <summary>Baselines in closed form against a history kept whole and added up by hand.</summary>
public sealed class BaselinesTests
{
    private const int Start = 25_000_000 / 10080 * 10080;
    private const double HalfLifeDays = 10;

    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(2, 0.02)]
    [InlineData(3, 0.003)]
    public void Baseline_equals_the_decayed_sums_over_all_quarters_behind_the_guard_band(int seed, double perMinute)
    {
        var random = new Random(seed);
        CellVolume volume = new(HalfLifeDays);
        DispersionTable dispersions = new(leastBins: 5);
        Baselines baselines = new(volume, dispersions, new BurstOptions());
        KeyState key = new() { Key = 1, LastMinute = Start, BornMinute = Start };
        KeyWindows windows = default;
        var counts = new Dictionary<int, double>();
        int end = Start + (20 * 1440);
        for (int minute = Start; minute < end; minute++)
        {
            volume.Advance(minute);
            volume.Add(40);
            if (minute == Start || random.NextDouble() >= perMinute) continue;
            baselines.Advance(ref key, ref windows, minute);
            windows.Quarters[minute / 360 % 4]++;
            windows.Hours[minute / 60 % 6]++;
            counts[minute / 360] = counts.GetValueOrDefault(minute / 360) + 1;
        }

        volume.Advance(end);
        baselines.Advance(ref key, ref windows, end);
        double count = 0, exposure = 0;
        int last = (end / 360) - 4;
        for (int quarter = (Start / 360) + 1; quarter <= last; quarter++)
        {
            double left = Math.Pow(2, -(last - quarter) / (4 * HalfLifeDays));
            count += left * counts.GetValueOrDefault(quarter);
            exposure += left * volume.QuarterVolume(quarter);
        }

        // Quarters that were down-weighted by chance leave a little out of both: the ratio stays.
        key.Exposure.ShouldBeInRange(exposure * 0.9, exposure * (1 + 1e-9));
        (key.Count / key.Exposure).ShouldBe(count / exposure, (0.1 * count / exposure) + 1e-12);
    }

    [Fact]
    public void A_burst_of_yesterday_hardly_moves_the_baseline_and_a_new_level_does_after_days()
    {
        double Rate(int burstQuarters)
        {
            CellVolume volume = new(HalfLifeDays);
            Baselines baselines = new(volume, new DispersionTable(leastBins: 5), new BurstOptions());
            KeyState key = new() { Key = 1, LastMinute = Start, BornMinute = Start };
            KeyWindows windows = default;
            int from = (Start / 360) + 60;
            for (int minute = Start; minute < Start + (90 * 360); minute++)
            {
                volume.Advance(minute);
                volume.Add(100);
                baselines.Advance(ref key, ref windows, minute);
                uint count = minute / 360 >= from && minute / 360 < from + burstQuarters ? 10u : 1u;
                windows.Quarters[minute / 360 % 4] += count;
                windows.Hours[minute / 60 % 6] += count;
            }

            return baselines.Expect(key).Share;
        }

        double usual = Rate(0);
        Rate(3).ShouldBeInRange(usual, usual * 1.5);
        Rate(30).ShouldBeGreaterThan(usual * 4);
    }

    [Fact]
    public void Dispersion_of_a_steady_key_is_found()
    {
        // Poisson and clusters of ten: variance / mean 1 and 10, seen through an hour's counts.
        foreach (int cluster in (int[])[1, 10])
        {
            var random = new Random(4);
            CellVolume volume = new(HalfLifeDays);
            DispersionTable dispersions = new(leastBins: 5);
            Baselines baselines = new(volume, dispersions, new BurstOptions { DispersionMargin = 0 });
            KeyState key = new() { Key = 1, LastMinute = Start, BornMinute = Start };
            KeyWindows windows = default;
            for (int minute = Start; minute < Start + (30 * 1440); minute++)
            {
                if (volume.Advance(minute) > 0) dispersions.Forget(volume.Decay.PerHour);
                volume.Add(500);
                baselines.Advance(ref key, ref windows, minute);
                uint count = random.NextDouble() < 0.5 / cluster ? (uint)cluster : 0;
                windows.Quarters[minute / 360 % 4] += count;
                windows.Hours[minute / 60 % 6] += count;
            }

            Expectation expectation = baselines.Expect(key);
            double found = baselines.Dispersion(key, 0, expectation.RateClass, expectation.PerHour, expectation.Share);
            found.ShouldBeInRange(cluster == 1 ? DispersionTable.Min : 6, cluster == 1 ? 1.5 : 13, $"clusters of {cluster}");
        }
    }

    [Theory]
    [InlineData(1, 5, 0.95, 1.05)] // one burst that lasts an hour: no part of the noise
    [InlineData(10, 5, 2.0, 100)] // one a day for ten days: the key is like that
    [InlineData(1, 60, 1.1, 100)] // as many counts in one minute: noise
    public void A_burst_that_lasts_is_not_learned_as_noise_until_it_comes_often(int bursts, int everyMinutes, double atLeast, double atMost)
    {
        double Dispersion(int times)
        {
            var random = new Random(12);
            CellVolume volume = new(HalfLifeDays);
            DispersionTable dispersions = new(leastBins: 5);
            Baselines baselines = new(volume, dispersions, new BurstOptions());
            KeyState key = new() { Key = 1, LastMinute = Start, BornMinute = Start };
            KeyWindows windows = default;
            int from = Start + (15 * 1440), end = Start + (26 * 1440);
            for (int minute = Start; minute < end; minute++)
            {
                if (volume.Advance(minute) > 0) dispersions.Forget(volume.Decay.PerHour);
                volume.Add(1);
                baselines.Advance(ref key, ref windows, minute);
                uint count = random.NextDouble() < 0.005 ? 1u : 0;
                int day = (minute - from) / 1440, within = (minute - from) % 1440;
                if (minute >= from && day < times && within is >= 600 and < 660 && within % everyMinutes == 0) count += (uint)(30 * everyMinutes / 60);
                windows.Fives[minute / 5 % 24] += count;
                windows.Hours[minute / 60 % 6] += count;
                windows.Quarters[minute / 360 % 4] += count;
            }

            return key.Squares1 / key.Expected;
        }

        (Dispersion(bursts) / Dispersion(0)).ShouldBeInRange(atLeast, atMost, "seed 12");
    }

    [Fact]
    public void First_hours_of_a_burst_do_not_raise_the_dispersion_that_its_later_ones_are_tested_by()
    {
        var random = new Random(5);
        CellVolume volume = new(HalfLifeDays);
        DispersionTable dispersions = new(leastBins: 5);
        Baselines baselines = new(volume, dispersions, new BurstOptions());
        KeyState key = new() { Key = 1, LastMinute = Start, BornMinute = Start };
        KeyWindows windows = default;
        int from = Start + (16 * 1440), end = from + (3 * 1440);
        float before = 0, during = 0;
        for (int minute = Start; minute < end; minute++)
        {
            if (volume.Advance(minute) > 0) dispersions.Forget(volume.Decay.PerHour);
            volume.Add(5);
            baselines.Advance(ref key, ref windows, minute);
            bool isBurst = minute >= from && minute < from + 480;
            uint count = random.NextDouble() < (isBurst ? 0.05 : 0.001) ? 1u : 0; // 24 counts in eight hours, where one and a half a day are usual
            windows.Fives[minute / 5 % 24] += count;
            windows.Hours[minute / 60 % 6] += count;
            windows.Quarters[minute / 360 % 4] += count;
            if (minute % 60 == 0) baselines.Judge(ref key, windows, minute);
            if (minute == from) before = key.Dispersions[1];
            if (isBurst) during = Math.Max(during, key.Dispersions[1]);
        }

        before.ShouldBeGreaterThan(1);
        during.ShouldBeLessThanOrEqualTo(before);
        key.Dispersions[1].ShouldBeGreaterThan(before * 1.5f); // once it has left the windows, it is part of what the key is like
    }
}
