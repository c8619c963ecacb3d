using Houle.Detection.Series;

namespace Houle.Detection.Textbook.Iid;

/// <summary>Changes of level in a series without trend or season: values that stay unlike the last ones.</summary>
/// <remarks>DetectIidChangePoint of ML.NET, equal to its published results. State: two windows.</remarks>
/// <param name="confidence">In percent, above 0 and below 100.</param>
/// <param name="changeHistoryLength">Window of both p-values and martingale, at least 1; no alert before that many came, and
/// at most one in as many.</param>
/// <param name="martingale">Kind of bet.</param>
/// <param name="eps">Exponent of the power bet, in (0, 1).</param>
public sealed class IidChangePointDetector(
    double confidence, int changeHistoryLength, MartingaleType martingale = MartingaleType.Power, double eps = 0.1)
{
    private readonly ChangePointRule _rule = new(confidence, changeHistoryLength, martingale, eps);

    /// <summary>Takes in the next value; one that is missing (<see cref="SeriesValues.IsUsable"/>) changes nothing.</summary>
    public ChangePointPrediction Next(double value) => SeriesValues.IsUsable(value) ? _rule.Next(value) : _rule.Missing;
}
