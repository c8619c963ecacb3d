using System.Globalization;
using System.Text;
using Houle.Events;
using Houle.Streams.Alerts;
using Houle.Streams.Hashing;
using Houle.Streams.Topology;

namespace Houle.Streams.Select;

/// <summary>The alert that a creator's followers came at once and nothing known explains it.</summary>
/// <remarks>p is that of the step alone (<see cref="Detection.Audience.FollowerStep"/>), and no q stands beside it: a step is also beyond
/// eight deviations and 4% a day, and told for creators who have had a partnership, who are few.</remarks>
internal static class GrowthAlert
{
    private const long HourMs = 3_600_000;

    public const string Test = "laplace_daily_growth";

    /// <param name="before">The alert as told last; null where it opens.</param>
    public static AlertRecord Of(GrowthRecord growth, DetectionOptions detection, AlertRecord? before)
    {
        double expected = Math.Max(1e-3, growth.Expected);
        long hours = Math.Max(1, (growth.ToMs - growth.FromMs + HourMs - 1) / HourMs);
        AlertRecord alert = new()
        {
            Id = before?.Id ?? IdOf(growth), Revision = before is null ? 0 : before.Revision + 1, Category = AlertCategory.Creator,
            State = before is null ? AlertState.Opened : AlertState.Updated, Stream = Events.Stream.Social, Cell = before?.Cell ?? growth.Cell,
            Creator = growth.Creator, People = growth.Gained, OpenedAtMs = before?.OpenedAtMs ?? growth.AsOfMs, UpdatedAtMs = growth.AsOfMs,
            Phase = before is null ? TrendPhase.Emerging : TrendPhase.Rising,
            Evidence = new AlertEvidence
            {
                Observed = growth.Gained, Expected = expected, ScaleMs = hours * HourMs, Test = Test,
                // An interval that ends below one new follower says nothing of a ratio.
                RatioLow = growth.Gained / Math.Max(1, growth.High), RatioHigh = growth.Gained / Math.Max(1, growth.Low),
                P = growth.P, Q = growth.P, Tests = 1, BaselineStartMs = growth.FromMs - (growth.Days * 86_400_000L), BaselineEndMs = growth.FromMs,
                Configuration = Hash64.Of(Encoding.UTF8.GetBytes(detection.Description)).ToString("x16", CultureInfo.InvariantCulture),
            },
        };
        return alert with { Severity = Severity.Of(alert) };
    }

    /// <summary>The alert's end: nothing more came.</summary>
    public static AlertRecord Closed(AlertRecord alert, long atMs)
    {
        alert = alert with { Revision = alert.Revision + 1, State = AlertState.Closed, Phase = TrendPhase.Over, UpdatedAtMs = atMs };
        return alert with { Severity = Severity.Of(alert) };
    }

    private static string IdOf(GrowthRecord growth) => Hash64.Of(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{growth.Creator}|creator|{growth.AsOfMs}"))).ToString("x16", CultureInfo.InvariantCulture);
}
