using MathNet.Numerics.Distributions;

namespace Houle.Detection.Numerics;

/// <summary>Probabilities of counts under the negative binomial of a given mean and dispersion (variance / mean); at
/// dispersion 1 it is the Poisson distribution.</summary>
/// <remarks>The mass by Loader's saddle-point form, the tail as the mass times a continued fraction: no part is a difference
/// of large numbers, so small values keep their digits. MathNet's Beta functions are not used: their prefactor is the
/// exponential of a difference of logarithms of gamma functions and loses as many digits as those have before the
/// point.</remarks>
public static class CountTail
{
    /// <summary>Below this excess over 1 the negative binomial is taken for Poisson: r = mean / excess passes 1e15 x mean.</summary>
    private const double ExcessMin = 1e-15;

    /// <summary>P(X = count).</summary>
    /// <param name="count">At least 0; a whole number.</param>
    /// <param name="mean">At least 0; at 0 only the count 0 is possible.</param>
    /// <param name="dispersion">Variance / mean, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range, NaN or infinite.</exception>
    public static double Mass(double count, double mean, double dispersion)
    {
        Check(count, mean, dispersion);
        return RawMass(count, mean, dispersion);
    }

    /// <summary>Upper-tail mid-p of a count: P(X &gt; count) + P(X = count) / 2.</summary>
    /// <param name="count">Observed count, at least 0; a whole number up to 1e18.</param>
    /// <param name="mean">Expected count in the same window, at least 0.</param>
    /// <param name="dispersion">Variance / mean, at least 1; 1 is Poisson.</param>
    /// <returns>In [0, 1]; relative error below 1e-10 down to 1e-300, while the standard deviation is below 1e6; below
    /// 1e-308 it loses digits and ends at 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range, NaN or infinite.</exception>
    public static double MidP(double count, double mean, double dispersion)
    {
        Check(count, mean, dispersion);
        if (mean == 0) return count == 0 ? 0.5 : 0;
        double mass = RawMass(count, mean, dispersion);
        return Math.Min(1, Above(count, mean, dispersion, mass) + (mass / 2));
    }

    /// <summary>P(X &gt; count); arguments as <see cref="MidP"/>.</summary>
    public static double Above(double count, double mean, double dispersion)
    {
        Check(count, mean, dispersion);
        return mean == 0 ? 0 : Above(count, mean, dispersion, RawMass(count, mean, dispersion));
    }

    private static double Above(double count, double mean, double dispersion, double mass)
    {
        double excess = dispersion - 1;
        bool poisson = excess < ExcessMin;
        double r = mean / excess, success = 1 / dispersion, failure = excess / dispersion;
        if (count == 0) return -ExpM1(poisson ? -mean : -r * LogGamma.Log1P(excess));
        double fraction;
        if (count >= mean)
        {
            fraction = poisson
                ? IncompleteGamma.LowerFraction(count + 1, mean)
                : ContinuedFraction.Beta(count + 1, r, failure, success);
            double next = poisson ? mean / (count + 1) : failure * (count + r) / (count + 1);
            if (!double.IsNaN(fraction)) return Math.Min(1, mass * next * fraction);
        }
        else
        {
            // P(X <= count), which is at most about a half here.
            fraction = BelowFraction(count, r, poisson ? 1 / mean : 1 / failure, poisson);
            if (double.IsNaN(fraction))
            {
                fraction = poisson
                    ? IncompleteGamma.UpperFraction(count + 1, mean) * mean
                    : ContinuedFraction.Beta(r, count + 1, success, failure) * failure * (count + r) / r;
            }

            if (!double.IsNaN(fraction)) return Math.Max(0, 1 - (mass * fraction));
        }

        return Edgeworth(count, mean, dispersion);
    }

    /// <summary>P(X &lt;= count) / P(X = count), added up downwards: every term positive. NaN where that takes too long.</summary>
    private static double BelowFraction(double count, double r, double inverse, bool poisson)
    {
        double sum = 1, term = 1, k = count;
        for (int steps = 0; steps < 4096; steps++, k--)
        {
            term *= poisson ? k * inverse : k * inverse / (k - 1 + r);
            sum += term;
            if (term < sum * 1e-17) return sum;
        }

        return double.NaN;
    }

    /// <summary>Normal tail at count + 1/2 with the skewness term: used only next to means whose standard deviation passes
    /// about 1e5, where what it leaves out is of the order of 1 / variance.</summary>
    private static double Edgeworth(double count, double mean, double dispersion)
    {
        double deviation = Math.Sqrt(mean * dispersion), z = (count + 0.5 - mean) / deviation;
        double skewness = ((2 * dispersion) - 1) / deviation;
        double density = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
        return Math.Clamp(Normal.CDF(0, 1, -z) + (density * skewness * ((z * z) - 1) / 6), 0, 1);
    }

    private static double RawMass(double k, double mean, double dispersion)
    {
        if (mean == 0) return k == 0 ? 1 : 0;
        double excess = dispersion - 1;
        if (excess < ExcessMin)
        {
            return k == 0
                ? Math.Exp(-mean)
                : Math.Exp(-Loader.StirlingError(k) - Loader.Deviance(k, mean, k - mean)) / Math.Sqrt(2 * Math.PI * k);
        }

        double r = mean / excess;
        if (k == 0) return Math.Exp(-r * LogGamma.Log1P(excess));

        // As the binomial mass of r successes in n = k + r: the differences to its means are (k - mean) / dispersion exactly.
        double n = k + r, off = (k - mean) / dispersion;
        double log = Loader.StirlingError(n) - Loader.StirlingError(k) - Loader.StirlingError(r)
            - Loader.Deviance(k, n * excess / dispersion, off) - Loader.Deviance(r, n / dispersion, -off);
        return Math.Exp(log) * Math.Sqrt(r / (2 * Math.PI * k * n));
    }

    /// <summary>e^x - 1, exact for small x.</summary>
    private static double ExpM1(double x)
    {
        double e = Math.Exp(x);
        if (e == 1) return x;
        double less = e - 1;
        return less == -1 ? -1 : less * x / Math.Log(e);
    }

    private static void Check(double count, double mean, double dispersion)
    {
        if (!(count >= 0 && count <= 1e18)) throw new ArgumentOutOfRangeException(nameof(count), count, "a count is 0 to 1e18");
        if (!(mean >= 0 && mean <= 1e18)) throw new ArgumentOutOfRangeException(nameof(mean), mean, "a mean is 0 to 1e18");
        if (!(dispersion >= 1 && dispersion <= 1e18))
            throw new ArgumentOutOfRangeException(nameof(dispersion), dispersion, "variance / mean is 1 to 1e18");
    }
}
