namespace Houle.Detection.Numerics;

/// <summary>The regularised incomplete beta function.</summary>
public static class IncompleteBeta
{
    /// <summary>I_x(a, b), the distribution function of a beta variable.</summary>
    /// <param name="a">Above 0.</param>
    /// <param name="b">Above 0.</param>
    /// <param name="x">0 to 1.</param>
    /// <returns>In [0, 1]; relative error below 1e-11 where x is below (a + 1) / (a + b + 2), absolute above it.</returns>
    public static double Regularized(double a, double b, double x)
    {
        if (!(a > 0 && b > 0 && x >= 0 && x <= 1))
            throw new ArgumentOutOfRangeException(nameof(x), $"I_{x:R}({a:R}, {b:R}): a and b are above 0, x is 0 to 1");
        if (x is 0 or 1) return x;
        return x < (a + 1) / (a + b + 2) ? Part(a, b, x, 1 - x) : 1 - Part(b, a, 1 - x, x);
    }

    private static double Part(double a, double b, double x, double y)
    {
        // x^a y^b / (a B(a, b)), from the binomial mass of a successes in a + b.
        double n = a + b, off = (a * y) - (b * x);
        double log = Loader.StirlingError(n) - Loader.StirlingError(a) - Loader.StirlingError(b)
            - Loader.Deviance(a, n * x, off) - Loader.Deviance(b, n * y, -off);
        double mass = Math.Exp(log) * Math.Sqrt(n / (2 * Math.PI * a * b));
        return mass * b / n * ContinuedFraction.Beta(a, b, x, y);
    }
}
