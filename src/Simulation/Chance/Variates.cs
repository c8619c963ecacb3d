namespace Houle.Simulation.Chance;

/// <summary>Draws from the distributions that a simulation needs.</summary>
public static class Variates
{
    /// <summary>A Poisson number is the sum of Poisson numbers of parts of its mean; parts of this size are drawn by
    /// inversion, whose first probability (e^-8) is far from underflow.</summary>
    private const double PartMean = 8;
    private static readonly double FullPart = PlainMath.Exp(-PartMean);

    /// <summary>A Poisson number; costs about as many steps as its mean.</summary>
    /// <param name="mean">At least 0.</param>
    public static int Poisson(this Xoshiro chance, double mean)
    {
        int count = 0;
        for (; mean > PartMean; mean -= PartMean) count += Invert(chance, PartMean, FullPart);
        return mean <= 0 ? count : count + Invert(chance, mean, PlainMath.Exp(-mean));
    }

    /// <summary>Marsaglia's polar method.</summary>
    public static double Normal(this Xoshiro chance)
    {
        while (true)
        {
            double u = (2 * chance.Unit()) - 1;
            double v = (2 * chance.Unit()) - 1;
            double square = (u * u) + (v * v);
            if (square is > 0 and < 1) return u * Math.Sqrt(-2 * PlainMath.Log(square) / square);
        }
    }

    /// <summary>A gamma number of scale 1 (G. Marsaglia and W. Tsang, 2000).</summary>
    /// <param name="shape">Above 0.</param>
    public static double Gamma(this Xoshiro chance, double shape)
    {
        if (shape < 1) return chance.Gamma(shape + 1) * PlainMath.Pow(1 - chance.Unit(), 1 / shape);
        double d = shape - (1.0 / 3);
        double c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = chance.Normal();
            double v = 1 + (c * x);
            if (v <= 0) continue;
            v = v * v * v;
            if (PlainMath.Log(1 - chance.Unit()) < (0.5 * x * x) + d - (d * v) + (d * PlainMath.Log(v))) return d * v;
        }
    }

    private static int Invert(Xoshiro chance, double mean, double probability)
    {
        double left = chance.Unit() - probability;
        int count = 0;
        // 200 is beyond any number that 53 bits of chance can reach for a mean of 8.
        while (left >= 0 && count < 200)
        {
            probability *= mean / ++count;
            left -= probability;
        }

        return count;
    }
}
