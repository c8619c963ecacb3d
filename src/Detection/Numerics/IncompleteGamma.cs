namespace Houle.Detection.Numerics;

/// <summary>Regularised incomplete gamma functions; also, as fractions of one Poisson mass, the tails of that
/// distribution.</summary>
public static class IncompleteGamma
{
    private const int StepsMax = 100_000;

    /// <summary>P(a, x) = gamma(a, x) / Gamma(a).</summary>
    /// <param name="a">Above 0.</param>
    /// <param name="x">At least 0.</param>
    /// <returns>In [0, 1]; relative error below 1e-12 for a up to 1e9, NaN where it does not converge beyond.</returns>
    public static double Lower(double a, double x)
    {
        if (!(a > 0 && x >= 0)) throw new ArgumentOutOfRangeException(nameof(a), $"P({a:R}, {x:R}): a is above 0 and x at least 0");
        if (x == 0) return 0;
        if (double.IsPositiveInfinity(x)) return 1;
        // x^a e^-x / Gamma(a + 1): the Poisson mass at a, for a that need not be whole.
        double mass = Math.Exp(-Loader.StirlingError(a) - Loader.Deviance(a, x, a - x)) / Math.Sqrt(2 * Math.PI * a);
        return x < a + 1 ? mass * LowerFraction(a, x) : 1 - (mass * a * UpperFraction(a, x));
    }

    /// <summary>P(a, x) over x^a e^-x / Gamma(a + 1): 1 + x/(a+1) + x^2/((a+1)(a+2)) + ..., for x up to about a.</summary>
    internal static double LowerFraction(double a, double x)
    {
        double sum = 1, term = 1;
        for (int n = 1; n <= StepsMax; n++)
        {
            term *= x / (a + n);
            sum += term;
            if (term < sum * 1e-16) return sum;
        }

        return double.NaN;
    }

    /// <summary>Gamma(a, x) over x^a e^-x, for x above about a; NIST DLMF 8.9.2 in its even form.</summary>
    internal static double UpperFraction(double a, double x)
    {
        const double Tiny = 1e-290;
        double b = x + 1 - a, c = 1 / Tiny, d = 1 / b, value = d;
        for (int n = 1; n <= StepsMax; n++)
        {
            double an = n * (a - n);
            b += 2;
            d = b + (an * d);
            c = b + (an / c);
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
