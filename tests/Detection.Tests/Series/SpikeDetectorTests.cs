using Houle.Detection.Series;

namespace Houle.Detection.Tests.Series;

public sealed class SpikeDetectorTests
{
    public static TheoryData<string> Events => ["spike", "dip", "level", "noise", "flat"];

    [Theory]
    [MemberData(nameof(Events))]
    public void What_changes_in_a_daily_rhythm_is_reported_once_and_soon(string change)
    {
        const int At = 3000, Length = 4000;
        int found = 0, elsewhere = 0;
        for (int seed = 1; seed <= 20; seed++)
        {
            List<int> alerts = Alerts(Enumerable.Range(0, Length).Select(i => Rhythm(i, seed, i >= At && i < At + 60 ? change : "")));
            if (alerts.Any(at => at is >= At and < At + 80)) found++;
            elsewhere += alerts.Count(at => at is < At or >= At + 200);
        }

        found.ShouldBeGreaterThanOrEqualTo(18);
        elsewhere.ShouldBeLessThanOrEqualTo(20 * 8);
    }

    [Fact]
    public void The_score_is_in_range_and_from_half_on_exactly_where_there_is_an_alert()
    {
        var detector = new SpikeDetector();
        var random = new Random(4);
        for (int i = 0; i < 20_000; i++)
        {
            SpikeVerdict verdict = detector.Next(random.Next(50) == 0 ? random.Next(1000) : random.NextDouble());
            verdict.Score.ShouldBeInRange(0, 1);
            (verdict.Score >= 0.5).ShouldBe(verdict.Alert);
        }
    }

    [Theory]
    [InlineData(1e-9, 0)]
    [InlineData(1e12, 1e15)]
    [InlineData(-1, 0)]
    public void Unit_origin_and_sign_do_not_matter(double scale, double origin)
    {
        // Scaled by a power of two, so that only rounding against the origin is left.
        scale = Math.CopySign(Math.Pow(2, Math.Round(Math.Log2(Math.Abs(scale)))), scale);
        double[] series = [.. Enumerable.Range(0, 3000).Select(i => Math.Round(Rhythm(i, 3, i is > 2000 and < 2040 ? "spike" : "") * 1024) / 1024)];
        Alerts(series.Select(value => value * scale + origin)).ShouldBe(Alerts(series));
    }

    [Fact]
    public void A_constant_series_has_no_alert_and_its_first_change_has_one_at_once()
    {
        Alerts(Enumerable.Repeat(7.0, 5000)).ShouldBeEmpty();
        Alerts(Enumerable.Range(0, 1000).Select(i => i < 600 ? 7.0 : 8.0)).ShouldBe([600]);
    }

    [Fact]
    public void A_missing_value_is_passed_over()
    {
        var with = new SpikeDetector();
        var without = new SpikeDetector();
        for (int i = 0; i < 3000; i++)
        {
            if (i % 5 == 0)
            {
                double missing = (i % 3) switch { 0 => double.NaN, 1 => double.PositiveInfinity, _ => 1e200 };
                with.Next(missing).ShouldBe(new SpikeVerdict(0, false));
            }

            double value = Rhythm(i, 2, i == 2500 ? "spike" : "");
            with.Next(value).ShouldBe(without.Next(value));
        }
    }

    [Fact]
    public void Any_series_gives_numbers()
    {
        double[] wild = [double.NaN, double.MaxValue, double.NegativeInfinity, 1e100, -1e100, 1e15, -1e15, 0, -0.0, double.Epsilon, 1e-300];
        for (int seed = 1; seed <= 100; seed++)
        {
            var random = new Random(seed);
            var detector = new SpikeDetector();
            for (int i = 0; i < 1000; i++)
            {
                double value = random.Next(seed % 5 + 1) == 0 ? wild[random.Next(wild.Length)] : random.Next(10) * Math.Pow(10, seed % 30 - 15);
                double score = detector.Next(value).Score;
                (score is >= 0 and < 1).ShouldBeTrue($"seed {seed}, row {i}: {value} gives {score}");
            }
        }
    }

    [Fact]
    public void Noise_gives_fewer_and_fewer_alerts_and_few_at_all()
    {
        int early = 0, late = 0;
        for (int seed = 1; seed <= 10; seed++)
        {
            var random = new Random(seed);
            List<int> alerts = Alerts(Enumerable.Range(0, 20_000).Select(_ => random.NextDouble() + random.NextDouble() + random.NextDouble()));
            early += alerts.Count(at => at < 2000);
            late += alerts.Count(at => at >= 10_000);
        }

        // Ten thousand points on end: fewer than eight alerts.
        late.ShouldBeLessThan(80);
        early.ShouldBeLessThan(80);
    }

    [Fact]
    public void Learning_a_rhythm_raises_no_alarm()
    {
        int alerts = 0;
        for (int seed = 1; seed <= 20; seed++) alerts += Alerts(Enumerable.Range(0, 600).Select(i => Rhythm(i, seed, ""))).Count;

        // In two days of 20 series: fewer than one in two of them.
        alerts.ShouldBeLessThan(10);
    }

    [Fact]
    public void Points_allocate_nothing()
    {
        var detector = new SpikeDetector();
        for (int i = 0; i < 2000; i++) detector.Next(Rhythm(i, 1, ""));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20_000; i++) detector.Next(i % 97 == 0 ? i : i % 13);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static List<int> Alerts(IEnumerable<double> series)
    {
        var detector = new SpikeDetector();
        return [.. series.Select((value, i) => (detector.Next(value).Alert, i)).Where(one => one.Alert).Select(one => one.i)];
    }

    /// <summary>Days of 288 points with noise from the seed.</summary>
    private static double Rhythm(int i, int seed, string change)
    {
        double noise = new Random(seed * 1_000_003 + i).NextDouble() - 0.5;
        double value = 100 + 30 * Math.Sin(i * 2 * Math.PI / 288);
        return change switch
        {
            "spike" => value + noise * 5 + 90,
            "dip" => value + noise * 5 - 90,
            "level" => value + noise * 5 + 50,
            "noise" => value + noise * 120,
            "flat" => 240,
            _ => value + noise * 5,
        };
    }
}
