namespace Houle.Detection.Bursts;

/// <summary>How the p-values of the overlapping scales become one.</summary>
public enum ScaleCombination
{
    /// <summary>Cauchy combination; the scales may depend on each other.</summary>
    Cauchy,

    /// <summary>Smallest p times the number of scales.</summary>
    Bonferroni,

    /// <summary>Harmonic mean.</summary>
    Harmonic,
}

/// <summary>Adds up the evidence of the scales.</summary>
/// <remarks>Y. Liu and J. Xie, JASA 115 (2020) 393-402: the mean of tan((1/2 - p) pi) is Cauchy in its tail whatever the
/// dependence. A scale with a p above 1/2 counts as 1/2: a quiet day must not hide a loud hour.
/// D. J. Wilson, PNAS 116 (2019) 1195-1200, for the harmonic mean.</remarks>
internal readonly struct CombinedP(ScaleCombination combination, int first)
{
    private readonly int _scales = Scales.Count - first;

    /// <summary>Sum of 1 / p over the scales below which the combined p is surely above a level, without a tangent: 1 / (pi p) is
    /// above each. 0 where nothing is known.</summary>
    /// <param name="level">In (0, 1].</param>
    public double InversesMin(double level) =>
        combination == ScaleCombination.Cauchy && level < 0.5 ? 0.9999 * Math.PI * _scales * Math.Tan((0.5 - level) * Math.PI) : 0;

    /// <returns>In [0, 1].</returns>
    public double Of(in PerScale<WindowTest> tests)
    {
        double evidence = 0, smallest = 1;
        for (int scale = first; scale < Scales.Count; scale++)
        {
            double p = tests[scale].P;
            smallest = Math.Min(smallest, p);
            if (combination == ScaleCombination.Harmonic) evidence += 1 / Math.Max(p, 1e-307);
            else if (p < 1e-9) evidence += 1 / (Math.PI * Math.Max(p, 1e-307));
            else if (p < 0.5) evidence += Math.Tan((0.5 - p) * Math.PI);
        }

        if (combination == ScaleCombination.Bonferroni) return Math.Min(1, smallest * _scales);
        double mean = evidence / _scales;
        if (combination == ScaleCombination.Harmonic) return Math.Min(1, 1 / mean);
        return mean > 1e8 ? 1 / (Math.PI * mean) : 0.5 - (Math.Atan(mean) / Math.PI);
    }
}
