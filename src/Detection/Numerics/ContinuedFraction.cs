namespace Houle.Detection.Numerics;

/// <summary>The continued fraction of the regularised incomplete beta function, by Lentz's method as modified by Thompson
/// and Barnett.</summary>
/// <remarks>NIST DLMF 8.17.22: I_x(a, b) = x^a (1-x)^b / (a B(a, b)) / (1 + d1/(1 + d2/(1 + ...))). Converges quickly
/// where x is below (a + 1) / (a + b + 2), in about sqrt(max(a, b)) steps at that edge.</remarks>
internal static class ContinuedFraction
{
    /// <summary>Steps after which the value is given up: enough for a and b up to 1e9 at the edge.</summary>
    public const int StepsMax = 100_000;

    /// <summary>1 / (1 + d1/(1 + d2/(1 + ...))).</summary>
    /// <param name="y">1 - x, by the caller, who may know it without cancellation.</param>
    /// <returns>NaN where it has not converged to 1e-15 after <see cref="StepsMax"/> steps.</returns>
    public static double Beta(double a, double b, double x, double y)
    {
        const double Tiny = 1e-290;
        // The first step is 1 - (a + b) x / (a + 1), written so that it does not cancel.
        double c = 1, d = ((a * y) + 1 - (b * x)) / (a + 1);
        if (Math.Abs(d) < Tiny) d = Tiny;
        d = 1 / d;
        double value = d;
        for (int m = 1; m <= StepsMax; m++)
        {
            double even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            d = 1 + (even * d);
            c = 1 + (even / c);
            if (Math.Abs(d) < Tiny) d = Tiny;
            if (Math.Abs(c) < Tiny) c = Tiny;
            d = 1 / d;
            value *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = 1 + (odd * d);
            c = 1 + (odd / c);
            if (Math.Abs(d) < Tiny) d = Tiny;
            if (Math.Abs(c) < Tiny) c = Tiny;
            d = 1 / d;
            double step = d * c;
            value *= step;
            if (Math.Abs(step - 1) < 1e-15) return value;
        }

        return double.NaN;
    }
}
