namespace Houle.Detection.Bursts;

/// <summary>How many times as high as expected a rate is, with the certainty of its count.</summary>
public static class RateRatio
{
    private const double Z = 1.959963984540054;

    /// <summary>Lower bound of observed rate / expected rate: true with 97.5%.</summary>
    /// <returns>At least 0; 0 where nothing was expected or seen.</returns>
    /// <remarks>The count over its dispersion is taken for Poisson, whose lower bound is a gamma quantile, here by Wilson and
    /// Hilferty (PNAS 17 (1931) 684-688).</remarks>
    public static double Lower(double count, double expected, double dispersion)
    {
        if (!(count > 0) || !(expected > 0)) return 0;
        double shape = count / dispersion, root = 1 - (1 / (9 * shape)) - (Z / (3 * Math.Sqrt(shape)));
        return root <= 0 ? 0 : shape * root * root * root * dispersion / expected;
    }

    /// <summary>Upper bound of observed rate / expected rate: true with 97.5%. Together with <see cref="Lower"/>, an interval of 95%.</summary>
    /// <returns>At least 0; 0 where nothing was expected.</returns>
    /// <remarks>As <see cref="Lower"/>, with one count more.</remarks>
    public static double Upper(double count, double expected, double dispersion)
    {
        if (!(count >= 0) || !(expected > 0)) return 0;
        double shape = (count / dispersion) + 1, root = 1 - (1 / (9 * shape)) + (Z / (3 * Math.Sqrt(shape)));
        return shape * root * root * root * dispersion / expected;
    }
}
