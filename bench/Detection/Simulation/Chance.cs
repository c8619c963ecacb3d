using Houle.Detection.Numerics;

namespace Houle.Bench.Detection.Simulation;

/// <summary>Random draws of the simulator, from a seed.</summary>
internal sealed class Chance(int seed)
{
    private readonly Random _random = new(seed);

    public double Uniform() => _random.NextDouble();

    public int Below(int limit) => _random.Next(limit);

    public int Poisson(double mean)
    {
        if (mean > 60) return (int)Math.Max(0, Math.Round(mean + (Math.Sqrt(mean) * Gaussian())));
        double product = Uniform(), limit = Math.Exp(-mean);
        int count = 0;
        for (; product > limit; count++) product *= Uniform();
        return count;
    }

    public double Gaussian() =>
        Math.Sqrt(-2 * Math.Log(1 - Uniform())) * Math.Cos(2 * Math.PI * Uniform());

    /// <summary>Gamma of mean 1 (G. Marsaglia and W. Tsang, ACM TOMS 26 (2000) 363-372).</summary>
    public double Gamma(double shape)
    {
        if (shape < 1) return Gamma(shape + 1) * (shape + 1) / shape * Math.Pow(1 - Uniform(), 1 / shape);
        double d = shape - (1.0 / 3), c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = Gaussian(), v = 1 + (c * x);
            if (v <= 0) continue;
            v = v * v * v;
            if (Math.Log(1 - Uniform()) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v))) return d * v / shape;
        }
    }

    /// <summary>Logarithmic series of parameter q: the cluster sizes of which a Poisson number make a negative binomial count
    /// (A. Kemp, Applied Statistics 30 (1981) 249-253).</summary>
    public int Cluster(double q)
    {
        double u = Uniform();
        if (u > q || q <= 0) return 1;
        double inner = 1 - Math.Exp(Uniform() * Math.Log(1 - q));
        if (u < inner * inner) return (int)Math.Floor(1 + (Math.Log(u) / Math.Log(inner)));
        return u > inner ? 1 : 2;
    }

    /// <summary>Upper-tail probability of so many standard deviations of a normal variable.</summary>
    public static double TailOf(double sigma) => MathNet.Numerics.Distributions.Normal.CDF(0, 1, -sigma);

    /// <summary>The count above expectation that is as improbable as so many sigma, given the true mean and dispersion.</summary>
    public static double ExcessOf(double sigma, double mean, double dispersion) =>
        Math.Max(1, CountQuantile.Significant(TailOf(sigma), mean, dispersion) - mean);
}
