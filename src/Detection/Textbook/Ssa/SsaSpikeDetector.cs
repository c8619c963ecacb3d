namespace Houle.Detection.Textbook.Ssa;

/// <summary>Spikes in a series with trend and season: values that its patterns do not foretell.</summary>
/// <remarks>DetectSpikeBySsa of ML.NET with signed differences, equal to its published results.</remarks>
public sealed class SsaSpikeDetector
{
    private readonly SsaErrors _errors;
    private readonly SpikeRule _rule;

    /// <param name="training">More than twice <paramref name="seasonalityWindowSize"/> usable points to learn from.</param>
    /// <param name="confidence">In percent, above 0 and below 100: alert when p is at most 1 - confidence/100.</param>
    /// <param name="pvalueHistoryLength">Errors to compare with, at least 1; no alert before that many came.</param>
    /// <param name="seasonalityWindowSize">Longest pattern, at least 2.</param>
    /// <param name="side">Which errors are suspicious.</param>
    /// <param name="comparison">Which forecast a value is compared with.</param>
    public SsaSpikeDetector(
        ReadOnlySpan<double> training, double confidence, int pvalueHistoryLength, int seasonalityWindowSize,
        AnomalySide side = AnomalySide.TwoSided, SsaComparison comparison = SsaComparison.Before)
    {
        _rule = new SpikeRule(confidence, pvalueHistoryLength, side);
        _errors = new SsaErrors(training, seasonalityWindowSize, comparison);
    }

    /// <summary>Takes in the next value; for a missing one its forecast, without a verdict.</summary>
    public SpikePrediction Next(double value) =>
        _errors.Next(value) is { } error ? _rule.Next(error) : SpikeRule.Missing;
}
