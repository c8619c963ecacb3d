using Houle.Detection.Bursts;
using Houle.Detection.Numerics;

namespace Houle.Detection.Tests.Bursts;

/// <summary>The screen leaves no window out that could matter.</summary>
public sealed class ScreenedTailTests
{
    [Fact]
    public void A_usual_count_never_has_a_small_p()
    {
        double smallest = 1;
        int screened = 0;
        for (double excess = 0.05; excess < 2e3; excess *= 1.2)
        {
            for (double r = 0.05; r < 2e3; r *= 1.15)
            {
                double mean = r * excess, dispersion = 1 + excess;
                long last = 0;
                for (double deviations = 0.05; deviations < 2; deviations += 0.05)
                {
                    long count = Math.Max(3, (long)Math.Ceiling(mean + (deviations * Math.Sqrt(mean * dispersion))));
                    if (count == last) continue;
                    last = count;
                    if (!ScreenedTail.IsUsual(count - mean, mean, dispersion) || count <= mean) continue;
                    screened++;
                    double p = CountTail.MidP(count, mean, dispersion);
                    smallest = Math.Min(smallest, p);
                    p.ShouldBeGreaterThan(ScreenedTail.UsualP, $"count {count}, mean {mean}, dispersion {dispersion}");

                    // The mean is uncertain too, by the share and, with at most 1/11, by the volume.
                    double wide = dispersion + (mean * (ScreenedTail.ErrorMax + (1.0 / 11)));
                    CountTail.MidP(count, mean, wide).ShouldBeGreaterThan(ScreenedTail.UsualP, $"count {count}, mean {mean}, dispersion {wide}");
                }
            }
        }

        screened.ShouldBeGreaterThan(10_000);
        smallest.ShouldBeLessThan(0.08, "the screen is not idle");
    }
}
