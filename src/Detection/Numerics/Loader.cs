namespace Houle.Detection.Numerics;

/// <summary>The two parts from which a probability mass is put together without cancellation: Stirling's error and the
/// deviance.</summary>
/// <remarks>C. Loader, Fast and accurate computation of binomial probabilities (2000). Written from the formulas.</remarks>
internal static class Loader
{
    private const double HalfLogTwoPi = 0.91893853320467274178;

    /// <summary>ln Gamma(x + 1) - ((x + 1/2) ln x - x + ln(2 pi) / 2), for x above 0; absolute error below 1e-14.</summary>
    public static double StirlingError(double x)
    {
        if (x < 12) return LogGamma.OfOnePlus(x) - ((x + 0.5) * Math.Log(x)) + x - HalfLogTwoPi;
        double square = x * x;
        return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - (1.0 / 1188 - 691.0 / 360360 / square) / square) / square)
            / square) / square) / x;
    }

    /// <summary>x ln(x / mean) + mean - x, at least 0, for x and mean above 0.</summary>
    /// <param name="difference">x - mean, by the caller, who often knows it without cancellation.</param>
    public static double Deviance(double x, double mean, double difference)
    {
        if (Math.Abs(difference) >= 0.1 * (x + mean)) return (x * Math.Log(x / mean)) - difference;

        // x = m (1 + v) / (1 - v): the series of ln((1 + v) / (1 - v)), whose first term is taken out by hand.
        double v = difference / (x + mean), square = v * v;
        double sum = difference * v, power = 2 * x * v;
        for (int odd = 3; odd < 2000; odd += 2)
        {
            power *= square;
            double next = sum + (power / odd);
            if (next == sum) break;
            sum = next;
        }

        return sum;
    }
}
