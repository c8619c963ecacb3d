namespace Houle.Detection.Textbook;

/// <summary>How unusual a score is among the last ones: its tail under a Gaussian kernel density of them.</summary>
/// <remarks>Rule and constants: ../shared/data/mlnet/README.md. Work per point grows with the window.</remarks>
internal sealed class KernelPValue
{
    private const double PMin = 1e-8;
    private const double BandwidthMin = 1e-6;
    private readonly double[] _scores;
    private int _count, _next;

    /// <param name="window">Scores to compare with, at least 1.</param>
    public KernelPValue(int window)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 1);
        _scores = new double[window];
    }

    public bool IsFull => _count == _scores.Length;

    /// <summary>p of <paramref name="score"/> among the buffered ones, which it joins.</summary>
    public double Next(double score, AnomalySide side)
    {
        double upper = UpperTail(score);
        _scores[_next] = score;
        _next = _next + 1 == _scores.Length ? 0 : _next + 1;
        if (_count < _scores.Length) _count++;
        double p = side switch
        {
            AnomalySide.Positive => upper,
            AnomalySide.Negative => 1 - upper,
            _ => Math.Min(upper, 1 - upper),
        };
        return Math.Clamp(p, PMin, 1 - PMin);
    }

    private double UpperTail(double score)
    {
        if (_count == 0) return 0.5;
        ReadOnlySpan<double> scores = _scores.AsSpan(0, _count);
        double scale = Math.Max(Math.Sqrt(2) * (_count == 1 ? 1 : StandardDeviation(scores)), BandwidthMin);
        double sum = 0;
        foreach (double other in scores) sum += Erf((score - other) / scale);
        return 0.5 - sum / _count / 2;
    }

    private static double StandardDeviation(ReadOnlySpan<double> scores)
    {
        double sum = 0, squares = 0;
        foreach (double score in scores) sum += score;
        double mean = sum / scores.Length;
        foreach (double score in scores) squares += (score - mean) * (score - mean);
        return Math.Sqrt(squares / scores.Length);
    }

    /// <summary>Abramowitz and Stegun 7.1.26: within 1.5e-7, and 1e-9 at 0.</summary>
    private static double Erf(double x)
    {
        double at = Math.Abs(x);
        if (at > 6) return Math.Sign(x);
        double t = 1 / (1 + 0.3275911 * at);
        double poly = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
        double erf = 1 - poly * Math.Exp(-at * at);
        return x < 0 ? -erf : erf;
    }
}
