using Houle.Detection.Series;

namespace Houle.Detection.Textbook.Iid;

/// <summary>Spikes in a series without trend or season: values that are rare among the last ones.</summary>
/// <remarks>DetectIidSpike of ML.NET, equal to its published results. State: one window.</remarks>
/// <param name="confidence">In percent, above 0 and below 100: alert when p is at most 1 - confidence/100.</param>
/// <param name="pvalueHistoryLength">Values to compare with, at least 1; no alert before that many came.</param>
/// <param name="side">Which values are suspicious.</param>
public sealed class IidSpikeDetector(double confidence, int pvalueHistoryLength, AnomalySide side = AnomalySide.TwoSided)
{
    private readonly SpikeRule _rule = new(confidence, pvalueHistoryLength, side);

    /// <summary>Takes in the next value; one that is missing (<see cref="SeriesValues.IsUsable"/>) changes nothing.</summary>
    public SpikePrediction Next(double value) => SeriesValues.IsUsable(value) ? _rule.Next(value) : SpikeRule.Missing;
}
