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
internal ref struct CombinedP(ScaleCombination combination)
{
    private double _evidence;
    private double _smallest = 1;
    private int _scales;

    public void Add(double p)
    {
        _scales++;
        if (p < _smallest) _smallest = p;
        if (combination == ScaleCombination.Harmonic) _evidence += 1 / Math.Max(p, 1e-307);
        else if (p < 1e-9) _evidence += 1 / (Math.PI * Math.Max(p, 1e-307));
        else if (p < 0.5) _evidence += Math.Tan((0.5 - p) * Math.PI);
    }

    public readonly double Value
    {
        get
        {
            if (_scales == 0) return 1;
            if (combination == ScaleCombination.Bonferroni) return Math.Min(1, _smallest * _scales);
            double mean = _evidence / _scales;
            if (combination == ScaleCombination.Harmonic) return Math.Min(1, 1 / mean);
            return mean > 1e8 ? 1 / (Math.PI * mean) : 0.5 - (Math.Atan(mean) / Math.PI);
        }
    }
}
