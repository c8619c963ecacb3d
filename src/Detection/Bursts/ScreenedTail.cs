using Houle.Detection.Numerics;

namespace Houle.Detection.Bursts;

/// <summary>The mid-p of a count above its mean, cheap where it cannot matter.</summary>
internal static class ScreenedTail
{
    private const int SummedMax = 48;

    // Where the sum from below leaves this much it has ten digits to spare for a decision; below, the exact tail is asked.
    private const double SummedP = 1e-5;

    /// <summary>What the p of a usual count is above.</summary>
    public const double UsualP = 0.05;

    /// <summary>Squared relative error of the mean up to which <see cref="IsUsual"/> holds with the dispersion of the counts alone.</summary>
    public const double ErrorMax = 1;

    /// <summary>Whether a count of at least 3, this far off its mean, surely has a mid-p above <see cref="UsualP"/>, so that windows of which all
    /// are usual cannot combine to less.</summary>
    public static bool IsUsual(double off, double mean, double dispersion) =>
        off * off < (mean > 0.5 * (dispersion - 1) ? 2.1 : 1.44) * mean * dispersion && mean > 0.1 * (dispersion - 1);

    /// <returns>1 where the count is within 1.2 standard deviations of a mean that is not far below 1; else the mid-p.</returns>
    /// <remarks>At 1.2 deviations the tail of a negative binomial with r of at least 1/2 is above 0.06. Beside three other
    /// scales such a p moves a combined p only where that is itself near 0.05, far above what decides anything.</remarks>
    public static double MidP(double count, double mean, double dispersion)
    {
        double excess = dispersion - 1, off = count - mean;
        if (off <= 0) return 1;
        if (off * off < 1.44 * mean * dispersion && mean > 0.5 * excess) return 1;
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
