namespace Houle.Detection.Series;

/// <summary>Finds what is unlike all before in a single series, as it comes: spikes, dips, changes of level, of noise, of rhythm.</summary>
/// <remarks>
/// The series is looked at in blocks of 1, 2, 4, 8 and 16 points. In each, single block means, pairs of neighbours and, from 8 points on,
/// the extreme of a block are compared with the remembered ones; the distance to the nearest, ranked among all such distances before,
/// is evidence in powers of ten. Its root mean square over the views that have learned, now and lately, makes the score. No look-ahead, no unit, no length known beforehand, one parameter set for every
/// series; about 45 KB of state; no allocation after the first call.
/// <para>Points count, not times: gaps and repeated times change nothing. A missing value (<see cref="SeriesValues.IsUsable"/>) is passed
/// over with score 0. Not thread-safe.</para>
/// <para>Nearest-neighbour novelty with conformal ranks: Laxhammar and Falkman 2010; Burnaev and Ishimtsev, arXiv:1608.04585.</para>
/// </remarks>
public sealed class SpikeDetector
{
    private readonly NoveltyScale[] _scales;
    private readonly AlertRule _rule;
    private long _seen;
    private double _level;

    /// <summary>With the committed parameters.</summary>
    public SpikeDetector() : this(new SpikeDetectorOptions())
    {
    }

    internal SpikeDetector(SpikeDetectorOptions options)
    {
        _scales = Array.ConvertAll(options.Blocks, block => new NoveltyScale(block, options));
        _rule = new AlertRule(options);
    }

    /// <summary>Takes in the next value.</summary>
    public SpikeVerdict Next(double value)
    {
        if (!SeriesValues.IsUsable(value)) return default;
        _level += (value - _level) / ++_seen;
        double squares = 0;
        int views = 0;
        foreach (NoveltyScale scale in _scales)
        {
            scale.Next(value, _level);
            squares += scale.EvidenceSquares;
            views += scale.Views;
        }

        return _rule.Next(views == 0 ? 0 : Math.Sqrt(squares / views), _seen);
    }
}
