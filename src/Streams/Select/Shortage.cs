using System.Globalization;
using System.Text;
using Houle.Detection.Bursts;
using Houle.Events;
using Houle.Streams.Alerts;
using Houle.Streams.Hashing;
using Houle.Streams.Topology;

namespace Houle.Streams.Select;

/// <summary>The alert that a store is about to run out of a product that does not swell.</summary>
/// <remarks>It is a forecast, not a test among many: p is the chance that no store runs out, and there is no q beside it
/// (docs/guide/alerts.md).</remarks>
internal static class Shortage
{
    public const string Test = "stock_out_negative_binomial";

    private const double Dispersion = 1.5; // of units sold: SignalFinder

    /// <param name="before">The alert as told last; null where it opens.</param>
    public static AlertRecord Of(SignalRecord signal, DetectionOptions detection, AlertRecord? before = null)
    {
        double safe = 1 - (signal.Risk ?? 0), expected = Math.Max(signal.RecentExpected, 1e-3);
        AlertRecord alert = new()
        {
            Id = before?.Id ?? IdOf(signal), Category = AlertCategory.Signal, Stream = Events.Stream.Sales, Cell = signal.Cell,
            Kind = EntityKind.Product, Entity = signal.Product, OpenedAtMs = before?.OpenedAtMs ?? signal.EndMs, UpdatedAtMs = signal.EndMs,
            State = before is null ? AlertState.Opened : signal.IsShort ? AlertState.Updated : AlertState.Closed,
            Phase = signal.IsShort ? Events.TrendPhase.Rising : Events.TrendPhase.Over,
            Evidence = new AlertEvidence
            {
                Observed = signal.Recent, Expected = expected, Dispersion = Dispersion, ScaleMs = signal.RecentMs, Test = Test,
                RatioLow = RateRatio.Lower(signal.Recent, expected, Dispersion), RatioHigh = RateRatio.Upper(signal.Recent, expected, Dispersion),
                P = safe, Q = safe, Tests = 1, BaselineStartMs = signal.SalesSinceMs, BaselineEndMs = signal.EndMs - signal.RecentMs,
                Configuration = Hash64.Of(Encoding.UTF8.GetBytes(detection.Description)).ToString("x16", CultureInfo.InvariantCulture),
            },
        };
        alert = signal.Into(alert);
        return alert with { Severity = Severity.Of(alert) };
    }

    private static string IdOf(SignalRecord signal) => Hash64.Of(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{signal.Cell}|signal|{signal.Product}|{signal.EndMs}"))).ToString("x16", CultureInfo.InvariantCulture);
}
