namespace Houle.Detection.Textbook.Ssa;

/// <summary>Changes of pattern in a series with trend and season: errors that stay unlike the last ones.</summary>
/// <remarks>DetectChangePointBySsa of ML.NET with signed differences, equal to its published results.</remarks>
public sealed class SsaChangePointDetector
{
    private readonly SsaErrors _errors;
    private readonly ChangePointRule _rule;

    /// <param name="training">More than twice <paramref name="seasonalityWindowSize"/> usable points to learn from.</param>
    /// <param name="confidence">In percent, above 0 and below 100.</param>
    /// <param name="changeHistoryLength">Window of both p-values and martingale, at least 1.</param>
    /// <param name="seasonalityWindowSize">Longest pattern, at least 2.</param>
    /// <param name="martingale">Kind of bet.</param>
    /// <param name="eps">Exponent of the power bet, in (0, 1).</param>
    /// <param name="comparison">Which forecast a value is compared with.</param>
    public SsaChangePointDetector(
        ReadOnlySpan<double> training, double confidence, int changeHistoryLength, int seasonalityWindowSize,
        MartingaleType martingale = MartingaleType.Power, double eps = 0.1, SsaComparison comparison = SsaComparison.Before)
    {
        _rule = new ChangePointRule(confidence, changeHistoryLength, martingale, eps);
        _errors = new SsaErrors(training, seasonalityWindowSize, comparison);
    }

    /// <summary>Takes in the next value; for a missing one its forecast, without a verdict.</summary>
    public ChangePointPrediction Next(double value) =>
        _errors.Next(value) is { } error ? _rule.Next(error) : _rule.Missing;
}
