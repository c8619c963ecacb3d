using Houle.Configuration.Alerts;
using Houle.Events;
using Houle.Sinks.Alerts.Rules;
using Houle.Streams.Alerts;
using Houle.Streams.Alerts.Text;

namespace Houle.Commands.Alerts;

/// <summary>An invented alert that a rule takes, to show what would be sent.</summary>
internal static class SampleAlert
{
    private const long HourMs = 3_600_000, DayMs = 24 * HourMs;

    public static AlertRecord For(AlertRule rule, RuleConfig config, long nowMs)
    {
        EntityKind kind = rule.Kinds.Count > 0 ? rule.Kinds[0] : EntityKind.Sound;
        AlertCategory category = rule.Categories.Count > 0 ? rule.Categories[0] : AlertCategory.Swell;
        string cell = rule.Places.Count > 0 ? rule.Places[0] : "be/liege";
        var alert = new AlertRecord
        {
            Id = "sample", Category = category, Stream = Events.Stream.Social, Cell = cell, Kind = kind,
            Entity = kind is EntityKind.Brand or EntityKind.Complaint && rule.Brands.Count > 0 ? rule.Brands[0] : "sample-entity",
            Creator = category == AlertCategory.Creator ? "c0ffee" : null, People = 41,
            Brands = rule.Brands, Terms = ["sample"],
            OpenedAtMs = nowMs - (2 * HourMs), UpdatedAtMs = nowMs, Phase = TrendPhase.Rising, Visits = 620, VisitsExpected = 410, DaysOfCover = 4,
            Evidence = new AlertEvidence
            {
                Observed = 52, Expected = 8, RatioLow = 4.6, RatioHigh = 8.9, Test = "sample", ScaleMs = 2 * HourMs, Dispersion = 1.7,
                P = 4e-9, Q = 0.0003, Tests = 1200, BaselineStartMs = nowMs - (14 * DayMs), BaselineEndMs = nowMs - HourMs,
                LearningDay = 14, LearningDays = 14, AuthenticShare = 0.97, Segments = [.. rule.Segments.Take(1).Select(static segment => new AlertSegment(segment, 27, 41, 0.2))],
                Links = ["https://example.org/post"],
            },
            Do = [AlertAdvice.Of("store-2", StoreAction.Display, new AdviceFacts(AdviceCause.AskedFor) { Stock = 12, PerDay = 3 }, PlainNames.Instance) with { StockUnits = 12, DaysOfCover = 4 }],
        };
        // A rule for the gravest is shown what it would send, whatever the formula makes of the sample.
        return alert with { Severity = Math.Max(Severity.Of(alert), config.SeverityMin) };
    }
}
