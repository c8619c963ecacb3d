using Houle.Detection.Numerics;

namespace Houle.Detection.Bursts;

/// <summary>The mid-p of a count above its mean, cheap where it cannot matter.</summary>
internal static class ScreenedTail
{
    private const int SummedMax = 48;

    private const double UsualVariances = 1.44;

    // Where the sum from below leaves this much it has ten digits to spare for a decision; below, the exact tail is asked.
    private const double SummedP = 1e-5;

    /// <summary>Combined p that <see cref="AreUsual"/> windows are surely above.</summary>
    public const double UsualP = 0.05;

    /// <summary>Variances off the mean, squared, up to which so many windows (0 to 5) together stay above <see cref="UsualP"/>: each of n
    /// windows then has a p above the one of which n make, by Cauchy's combination of five, just that.</summary>
    private static ReadOnlySpan<double> VariancesMax => [double.PositiveInfinity, 5.3, 4.1, 3.5, 3, 2.2];

    /// <summary>How far a count above its mean is off: its squared difference in variances; 0 where <see cref="MidP"/> takes it for
    /// usual, infinity where the screen knows nothing (r below 0.1).</summary>
    public static double Variances(double off, double mean, double dispersion)
    {
        double excess = dispersion - 1, square = off * off, variance = mean * dispersion;
        if (off <= 0 || (square < UsualVariances * variance && mean > 0.5 * excess)) return 0;
        return mean > 0.1 * excess ? square / variance : double.PositiveInfinity;
    }

    /// <summary>Whether windows cannot combine to a p within <see cref="UsualP"/>, without knowing their p.</summary>
    /// <param name="unusual">Windows of which <see cref="Variances"/> is above 0, up to 5, each with a count of at least 3.</param>
    /// <param name="largest">The largest of those.</param>
    public static bool AreUsual(int unusual, double largest) => largest < VariancesMax[unusual];

    /// <returns>1 where the count is within 1.2 standard deviations of a mean that is not far below 1; else the mid-p.</returns>
    /// <remarks>At 1.2 deviations the tail of a negative binomial with r of at least 1/2 is above 0.06. Beside three other
    /// scales such a p moves a combined p only where that is itself near 0.05, far above what decides anything.</remarks>
    public static double MidP(double count, double mean, double dispersion)
    {
        double excess = dispersion - 1, off = count - mean;
        if (off <= 0 || (off * off < UsualVariances * (mean * dispersion) && mean > 0.5 * excess)) return 1;
        if (count > SummedMax || excess < 1e-3) return CountTail.MidP(count, mean, dispersion);
        double r = mean / excess, failure = excess / dispersion;
        double mass = Math.Exp(-r * Math.Log(dispersion)), below = 0;
        int k = 0;
        for (; k < (int)count; k++)
        {
            below += mass;
            mass *= failure * (k + r) / (k + 1);
        }

        double p = 1 - below - (mass / 2);
        return p > SummedP ? p : CountTail.MidP(count, mean, dispersion);
    }
}
