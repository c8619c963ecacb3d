using MathNet.Numerics;

namespace Houle.Detection.Numerics;

/// <summary>Logarithm of the gamma function near and away from its zeros at 1 and 2.</summary>
internal static class LogGamma
{
    private const double EulerGamma = 0.57721566490153286061;

    /// <summary>zeta(2), zeta(3), ...: the coefficients of ln Gamma(1 + x) around x = 0.</summary>
    private static readonly double[] Zeta = Zetas(40);

    /// <summary>ln Gamma(1 + x) for x of at least 0; MathNet's Lanczos form loses the value's own digits where it is near 0.</summary>
    public static double OfOnePlus(double x)
    {
        if (x > 2.3) return SpecialFunctions.GammaLn(1 + x);
        if (x > 1.5) return Math.Log(x) + Math.Log(x - 1) + Series(x - 2);
        return x > 0.3 ? Math.Log(x) + Series(x - 1) : Series(x);
    }

    /// <summary>-gamma x + sum of zeta(n) (-x)^n / n, n from 2, for |x| at most 1/2.</summary>
    private static double Series(double x)
    {
        // The slow part, zeta(n) near 1, is ln(1 + x) in closed form.
        double sum = 0, power = 1;
        for (int n = 2; n < Zeta.Length; n++)
        {
            power *= -x;
            sum += (Zeta[n] - 1) * power / n;
        }

        return (x * (1 - EulerGamma)) - Log1P(x) + (sum * -x);
    }

    /// <summary>ln(1 + x), exact for small x.</summary>
    internal static double Log1P(double x)
    {
        double y = 1 + x;
        return y == 1 ? x : Math.Log(y) * x / (y - 1);
    }

    private static double[] Zetas(int count)
    {
        var zeta = new double[count];
        for (int n = 2; n < count; n++)
        {
            // Euler and Maclaurin from 20 on.
            double sum = 0;
            for (int k = 19; k > 0; k--) sum += Math.Pow(k, -n);
            double tail = (Math.Pow(20, 1 - n) / (n - 1)) + (Math.Pow(20, -n) / 2) + (n * Math.Pow(20, -n - 1) / 12)
                - (n * (n + 1.0) * (n + 2) * Math.Pow(20, -n - 3) / 720)
                + (n * (n + 1.0) * (n + 2) * (n + 3) * (n + 4) * Math.Pow(20, -n - 5) / 30240);
            zeta[n] = sum + tail;
        }

        return zeta;
    }
}
