using Houle.Events;

namespace Houle.Streams.Alerts;

/// <summary>How much an alert matters, 1 to 10, from its evidence alone.</summary>
/// <remarks>
/// 1 + authentic share x (4 strength + 3 reach + 1 spread + 1 harm), rounded, where
/// strength = log2(lower bound of the rate ratio) / 5, which is full at 32 times the usual;
/// reach = log10(people) / 4, full at 10,000 people (of the observed count, where it names nobody);
/// spread = (cells reached - 1) / 4, full at five cells; harm = 1 for a bad buzz;
/// each cut to 0..1. A signal (a store about to run out) has no swell to weigh: 1 + 5 chance of running out + 4 pace, where
/// pace = log10(units a day) / 3, full at 1,000 units a day. A swell that is fading counts half, one that is over 1. While the baseline is being learnt it is at
/// most 5. p and q have no part in it: an alert that is open has passed the test, and a tiny p says that something is sure,
/// not that it is large.
/// </remarks>
public static class Severity
{
    public const int Min = 1, Max = 10;

    /// <summary>The most that is said on a baseline which is not complete.</summary>
    public const int LearningMax = 5;

    private const double FullStrengthLog2 = 5, FullReachLog10 = 4, FullSpreadCells = 4, FullPaceLog10 = 3;

    /// <summary>The severity of an alert with this evidence; its own <see cref="AlertRecord.Severity"/> is not read.</summary>
    public static int Of(AlertRecord alert)
    {
        AlertEvidence evidence = alert.Evidence;
        double reached = alert.NextCells.Count + (alert.FirstCell is null ? 0 : 1);
        double score =
            (4 * Share(Math.Log2(Math.Max(1, evidence.RatioLow)) / FullStrengthLog2)) +
            (3 * Share(Math.Log10(Math.Max(1, alert.People ?? evidence.Observed)) / FullReachLog10)) +
            Share(reached / FullSpreadCells) +
            (alert.Category == AlertCategory.BadBuzz ? 1 : 0);
        if (alert.Category == AlertCategory.Signal)
            score = (5 * Share(alert.StockOutRisk ?? 0)) + (4 * Share(Math.Log10(Math.Max(1, alert.UnitsPerDay ?? 0)) / FullPaceLog10));
        score *= Share(evidence.AuthenticShare);
        score *= alert.Phase switch { TrendPhase.Fading => 0.5, TrendPhase.Over => 0, _ => 1 };
        int severity = Math.Clamp((int)Math.Round(Min + score, MidpointRounding.AwayFromZero), Min, Max);
        return evidence.LearningDay < evidence.LearningDays ? Math.Min(severity, LearningMax) : severity;
    }

    /// <summary>Cut to 0..1; what is not a number counts nothing.</summary>
    private static double Share(double value) => value >= 1 ? 1 : value > 0 ? value : 0;
}
