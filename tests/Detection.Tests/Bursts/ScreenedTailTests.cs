using Houle.Detection.Bursts;
using Houle.Detection.Numerics;

namespace Houle.Detection.Tests.Bursts;

/// <summary>The screen leaves no window out that could matter.</summary>
public sealed class ScreenedTailTests
{
    /// <summary>For each number of unusual windows the p that all of them would need, by Cauchy's combination of five scales.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Windows_taken_for_usual_never_combine_to_a_small_p(int unusual)
    {
        CombinedP combination = new(ScaleCombination.Cauchy, first: 0);
        double smallest = 1;
        int screened = 0;
        for (double excess = 0.05; excess < 1e4; excess *= 1.3)
        {
            for (double r = 0.05; r < 1e5; r *= 1.15)
            {
                double mean = r * excess, dispersion = 1 + excess;
                long last = 0;
                for (double deviations = 0.05; deviations < 2.5; deviations += 0.05)
                {
                    long count = Math.Max(3, (long)Math.Ceiling(mean + (deviations * Math.Sqrt(mean * dispersion))));
                    if (count == last) continue;
                    last = count;
                    double variances = ScreenedTail.Variances(count - mean, mean, dispersion);
                    if (variances == 0) ScreenedTail.MidP(count, mean, dispersion).ShouldBe(1);
                    if (variances == 0 || !ScreenedTail.AreUsual(unusual, variances)) continue;
                    screened++;
                    PerScale<WindowTest> tests = default;
                    for (int scale = 0; scale < Scales.Count; scale++)
                        tests[scale] = new WindowTest(count, mean, dispersion, scale < unusual ? CountTail.MidP(count, mean, dispersion) : 1);
                    double p = combination.Of(tests);
                    smallest = Math.Min(smallest, p);
                    p.ShouldBeGreaterThan(ScreenedTail.UsualP, $"count {count}, mean {mean}, dispersion {dispersion}");
                }
            }
        }

        screened.ShouldBeGreaterThan(5_000);
        smallest.ShouldBeLessThan(0.08, "the screen is not idle");
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.3)]
    public void Combined_p_below_a_level_has_inverses_of_at_least_the_bound(double level)
    {
        Random random = new(8);
        CombinedP combination = new(ScaleCombination.Cauchy, first: 1);
        int below = 0;
        for (int i = 0; i < 20_000; i++)
        {
            PerScale<WindowTest> tests = default;
            double inverses = 0;
            for (int scale = 0; scale < Scales.Count; scale++)
            {
                double p = Math.Pow(random.NextDouble(), 3);
                tests[scale] = new WindowTest(3, 1, 1, p);
                if (scale > 0) inverses += 1 / p;
            }

            if (combination.Of(tests) > level) continue;
            below++;
            inverses.ShouldBeGreaterThan(combination.InversesMin(level));
        }

        below.ShouldBeGreaterThan(1000, "seed 8");
    }
}
