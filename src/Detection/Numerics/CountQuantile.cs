namespace Houle.Detection.Numerics;

/// <summary>Quantiles of the negative binomial and Poisson distributions, and the smallest count that is significant.</summary>
public static class CountQuantile
{
    /// <summary>The smallest count whose distribution function reaches a level.</summary>
    /// <param name="level">Above 0 and below 1.</param>
    /// <param name="mean">Expected count, 0 to 1e15.</param>
    /// <param name="dispersion">Variance / mean, at least 1.</param>
    public static double Of(double level, double mean, double dispersion)
    {
        if (!(level > 0 && level < 1)) throw new ArgumentOutOfRangeException(nameof(level), level, "a level is between 0 and 1");
        return Smallest(mean, dispersion, count => CountTail.Above(count, mean, dispersion) <= 1 - level);
    }

    /// <summary>The smallest count whose upper-tail mid-p is at most <paramref name="p"/>: what a key of this mean must reach
    /// to be seen.</summary>
    /// <param name="p">Above 0 and below 1.</param>
    public static double Significant(double p, double mean, double dispersion)
    {
        if (!(p > 0 && p < 1)) throw new ArgumentOutOfRangeException(nameof(p), p, "a p-value is between 0 and 1");
        return Smallest(mean, dispersion, count => CountTail.MidP(count, mean, dispersion) <= p);
    }

    /// <summary>Doubling from the mean, then halving: the condition is false below its first count and true from there on.</summary>
    private static double Smallest(double mean, double dispersion, Func<double, bool> holds)
    {
        if (holds(0)) return 0;
        double low = 0, high = Math.Ceiling(mean), step = Math.Max(1, Math.Ceiling(Math.Sqrt(mean * dispersion)));
        while (high < 1e17 && !holds(high))
        {
            low = high;
            high += step;
            step *= 2;
        }

        while (high - low > 1)
        {
            double middle = Math.Floor((low + high) / 2);
            if (middle <= low || middle >= high) break;
            if (holds(middle)) high = middle;
            else low = middle;
        }

        return high;
    }
}
