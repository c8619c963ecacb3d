namespace Houle.Detection.Multiplicity;

/// <summary>Step-up control of the false-discovery rate: q-values of many tests at once.</summary>
/// <remarks>Benjamini and Hochberg, JRSS B 57 (1995) 289-300, for independent or positively dependent tests; Benjamini and
/// Yekutieli, Annals of Statistics 29 (2001) 1165-1188, for any dependence.</remarks>
public static class FalseDiscovery
{
    /// <summary>q-values by Benjamini and Hochberg, where only the smallest p-values are given.</summary>
    /// <param name="sortedP">The smallest p-values, rising, each in [0, 1].</param>
    /// <param name="tests">Number of all tests made, at least the number of <paramref name="sortedP"/>. A p that is not
    /// given counts as 1: the q-values are exact where every p up to the level of interest is given.</param>
    /// <param name="q">As long as <paramref name="sortedP"/>; gets the smallest level at which each test is rejected.</param>
    /// <exception cref="ArgumentException">Lengths differ, too few tests, or p-values out of order or range.</exception>
    public static void BenjaminiHochberg(ReadOnlySpan<double> sortedP, long tests, Span<double> q) =>
        StepUp(sortedP, tests, tests, q);

    /// <summary>As <see cref="BenjaminiHochberg"/>, valid under any dependence: larger by the harmonic sum 1 + 1/2 + ... + 1/m.</summary>
    /// <inheritdoc cref="BenjaminiHochberg"/>
    public static void BenjaminiYekutieli(ReadOnlySpan<double> sortedP, long tests, Span<double> q) =>
        StepUp(sortedP, tests, tests * Harmonic(tests), q);

    private static void StepUp(ReadOnlySpan<double> sortedP, long tests, double factor, Span<double> q)
    {
        if (q.Length != sortedP.Length) throw new ArgumentException($"{q.Length} places for {sortedP.Length} q-values", nameof(q));
        if (tests < sortedP.Length) throw new ArgumentException($"{tests} tests cannot give {sortedP.Length} p-values", nameof(tests));
        double smallest = 1, above = 1;
        for (int i = sortedP.Length - 1; i >= 0; i--)
        {
            double p = sortedP[i];
            if (!(p >= 0 && p <= above)) throw new ArgumentException($"p[{i}] is {p:R}; p-values rise within 0 to 1", nameof(sortedP));
            above = p;
            smallest = Math.Min(smallest, p * factor / (i + 1));
            q[i] = smallest;
        }
    }

    /// <summary>1 + 1/2 + ... + 1/n; by its asymptotic series from 100 on (relative error below 1e-15).</summary>
    private static double Harmonic(long n)
    {
        if (n < 100)
        {
            double sum = 0;
            for (long i = n; i > 0; i--) sum += 1.0 / i;
            return sum;
        }

        const double EulerGamma = 0.57721566490153286;
        double inverse = 1.0 / n, square = inverse * inverse;
        return Math.Log(n) + EulerGamma + inverse / 2 - square / 12 + square * square / 120;
    }
}
