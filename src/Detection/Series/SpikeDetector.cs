namespace Houle.Detection.Series;

/// <summary>Finds what is unlike all before in a single series, as it comes: spikes, dips, changes of level, of noise, of rhythm.</summary>
/// <remarks>
/// The series is looked at in blocks of 1, 2, 4, 8 and 16 points. In each, single block means and pairs of neighbours are compared with the
/// remembered ones; the distance to the nearest, ranked among all such distances before, is evidence in powers of ten. Its mean over
/// scales and views, now and lately, makes the score. No look-ahead, no unit, no length known beforehand, one parameter set for every
/// series; about 40 KB of state; no allocation after the first call.
/// <para>Points count, not times: gaps and repeated times change nothing. A missing value (<see cref="SeriesValues.IsUsable"/>) is passed
/// over with score 0. Not thread-safe.</para>
/// <para>Nearest-neighbour novelty with conformal ranks: Laxhammar and Falkman 2010; Burnaev and Ishimtsev, arXiv:1608.04585.</para>
/// </remarks>
public sealed class SpikeDetector
{
    private readonly NoveltyScale[] _scales;
    private readonly AlertRule _rule;
    private readonly double _views;
    private long _seen;

    /// <summary>With the committed parameters.</summary>
    public SpikeDetector() : this(new SpikeDetectorOptions())
    {
    }

    internal SpikeDetector(SpikeDetectorOptions options)
    {
        _scales = Array.ConvertAll(options.Blocks, block => new NoveltyScale(block, options));
        _rule = new AlertRule(options);
        _views = options.Blocks.Length * options.PatternBlocks.Length;
    }

    /// <summary>Takes in the next value.</summary>
    public SpikeVerdict Next(double value)
    {
        if (!SeriesValues.IsUsable(value)) return default;
        _seen++;
        double evidence = 0;
        foreach (NoveltyScale scale in _scales)
        {
            scale.Next(value);
            evidence += scale.Evidence;
        }

        return _rule.Next(evidence / _views, _seen);
    }
}
