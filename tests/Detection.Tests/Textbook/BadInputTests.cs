using Houle.Detection.Series;
using Houle.Detection.Textbook;
using Houle.Detection.Textbook.Iid;
using Houle.Detection.Textbook.SpectralResidual;
using Houle.Detection.Textbook.Ssa;

namespace Houle.Detection.Tests.Textbook;

/// <summary>Whatever comes in, numbers come out.</summary>
public sealed class BadInputTests
{
    public static TheoryData<string> Shapes => ["constant", "huge", "tiny", "negative", "holes", "mixed", "steps"];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Detectors_say_numbers_on_any_series(string shape)
    {
        for (int seed = 1; seed <= 20; seed++)
        {
            double[] series = Series(shape, seed);
            double[] training = [.. series.Take(60).Select(value => SeriesValues.IsUsable(value) ? value : 0)];
            var spike = new IidSpikeDetector(95, 20);
            var change = new IidChangePointDetector(95, 20);
            var mixture = new IidChangePointDetector(95, 20, MartingaleType.Mixture);
            var ssaSpike = new SsaSpikeDetector(training, 95, 20, 10);
            var ssaChange = new SsaChangePointDetector(training, 95, 20, 10);
            var srCnn = new SrCnnDetector();
            foreach (double value in series)
            {
                Check(spike.Next(value));
                Check(ssaSpike.Next(value));
                Check(change.Next(value));
                Check(mixture.Next(value));
                Check(ssaChange.Next(value));
                (bool _, double score, double magnitude) = srCnn.Next(value);
                double.IsFinite(score + magnitude).ShouldBeTrue($"{shape}, seed {seed}");
            }

            double[] clean = [.. series.Select(value => SeriesValues.IsUsable(value) ? value : 0)];
            foreach (int period in (ReadOnlySpan<int>)[0, 24, 1000])
            {
                foreach (SpectralResidualRow row in SpectralResidualDetector.DetectEntire(clean, new() { Period = period }))
                    double.IsFinite(row.Score + row.Magnitude + row.Expected + row.Upper + row.Lower).ShouldBeTrue($"{shape}, seed {seed}");
            }
        }
    }

    [Fact]
    public void A_missing_value_changes_nothing()
    {
        var with = new IidSpikeDetector(95, 10);
        var without = new IidSpikeDetector(95, 10);
        var random = new Random(3);
        for (int i = 0; i < 100; i++)
        {
            if (i % 7 == 0) with.Next(double.NaN).ShouldBe(new SpikePrediction(false, 0, 0.5));
            double value = random.NextDouble();
            with.Next(value).ShouldBe(without.Next(value));
        }
    }

    [Fact]
    public void Parameters_out_of_range_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new IidSpikeDetector(100, 10));
        Should.Throw<ArgumentOutOfRangeException>(() => new IidSpikeDetector(double.NaN, 10));
        Should.Throw<ArgumentOutOfRangeException>(() => new IidSpikeDetector(95, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => new IidChangePointDetector(95, 10, eps: 1));
        Should.Throw<ArgumentException>(() => new SsaSpikeDetector(new double[20], 95, 10, 10)).Message.ShouldContain("20 training points");
        Should.Throw<ArgumentException>(() => new SsaSpikeDetector([.. new double[50], double.NaN], 95, 10, 10)).Message.ShouldContain("NaN");
        Should.Throw<ArgumentException>(() => SpectralResidualDetector.DetectEntire(new double[11])).Message.ShouldContain("11 values");
        Should.Throw<ArgumentOutOfRangeException>(() => new SrCnnDetector(windowSize: 5));
    }

    private static void Check(SpikePrediction one) =>
        (double.IsFinite(one.Score) && one.PValue is >= 1e-8 and <= 1 - 1e-8).ShouldBeTrue(one.ToString());

    private static void Check(ChangePointPrediction one) =>
        (double.IsFinite(one.Score) && double.IsFinite(one.Martingale) && one.PValue is >= 1e-8 and <= 0.5).ShouldBeTrue(one.ToString());

    private static double[] Series(string shape, int seed)
    {
        var random = new Random(seed);
        double[] wild = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, 1e100, -1e100, 1e15, 0, 1e-300];
        return [.. Enumerable.Range(0, 200).Select(i => shape switch
        {
            "constant" => 7,
            "huge" => 1e15 * random.NextDouble(),
            "tiny" => 1e-300 * random.NextDouble(),
            "negative" => -random.Next(100),
            "holes" => random.Next(3) == 0 ? double.NaN : random.NextDouble(),
            "mixed" => random.Next(2) == 0 ? wild[random.Next(wild.Length)] : random.NextDouble(),
            _ => i / 50 * 100,
        })];
    }
}
