using Houle.Detection.Series;

namespace Houle.Detection.Textbook.SpectralResidual;

/// <summary>The spectral residual of the last values as they come: judges the newest against the ones before.</summary>
/// <remarks>DetectAnomalyBySrCnn of ML.NET; names and defaults are its own. State: ten windows' lengths of
/// numbers; each point costs two Fourier sums of a window, so keep it short; no allocation after the constructor.</remarks>
public sealed class SrCnnDetector
{
    private readonly double[] _values;
    private readonly WindowSaliency _saliency;
    private readonly double _threshold;
    private int _count;

    /// <param name="windowSize">Values looked at, at least <paramref name="lookaheadWindowSize"/> + 2.</param>
    /// <param name="backAddWindowSize">Values appended, at least 1.</param>
    /// <param name="lookaheadWindowSize">Values that the appended ones are made of, at least 2.</param>
    /// <param name="averagingWindowSize">Log amplitudes in a mean, 1 to <paramref name="windowSize"/>.</param>
    /// <param name="judgementWindowSize">Saliencies in a mean, 1 to <paramref name="windowSize"/>.</param>
    /// <param name="threshold">Alert when the score is above this, 0 to 1.</param>
    public SrCnnDetector(
        int windowSize = 64, int backAddWindowSize = 5, int lookaheadWindowSize = 5, int averagingWindowSize = 3,
        int judgementWindowSize = 21, double threshold = 0.3)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lookaheadWindowSize, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(windowSize, lookaheadWindowSize + 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(backAddWindowSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(averagingWindowSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(averagingWindowSize, windowSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(judgementWindowSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(judgementWindowSize, windowSize);
        if (!(threshold is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "must be 0 to 1");
        _values = new double[windowSize];
        _saliency = new WindowSaliency(windowSize, backAddWindowSize, lookaheadWindowSize, averagingWindowSize, judgementWindowSize);
        _threshold = threshold;
    }

    /// <summary>Takes in the next value; a missing one (<see cref="SeriesValues.IsUsable"/>) changes nothing.</summary>
    /// <returns>Score: a tenth of the saliency's distance from its mean, in units of the mean, at most 1; 0 until the window is
    /// full.</returns>
    public (bool Alert, double Score, double Magnitude) Next(double value)
    {
        if (!SeriesValues.IsUsable(value)) return default;
        _values.AsSpan(1).CopyTo(_values);
        _values[^1] = value;
        if (++_count < _values.Length) return default;
        _count = _values.Length;
        ReadOnlySpan<double> magnitudes = _saliency.Of(_values);
        double sum = 0;
        foreach (double magnitude in magnitudes) sum += magnitude;
        double score = Saliency.Score(magnitudes[^1], sum / magnitudes.Length);
        return (score > _threshold, score, magnitudes[^1]);
    }
}
