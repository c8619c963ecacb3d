using System.Text.Json.Nodes;
using Houle.Events;
using Houle.Streams.Alerts;
using NodaTime;
using NodaTime.Text;

namespace Houle.Sinks.Alerts.Messages;

/// <summary>The JSON of the generic webhook and of the topic: every alert whole, with its evidence (docs/guide/alerts.md).</summary>
public sealed class WebhookFormat : IMessageFormat
{
    // A digest may stand for thousands; a receiver that wants them all reads the topic houle.alerts.
    private const int AlertsMax = 100;

    public static WebhookFormat Instance { get; } = new();

    public string Write(AlertMessage message) => new JsonObject
    {
        ["version"] = 1,
        ["key"] = message.Key,
        ["rule"] = message.Rule,
        ["title"] = message.Title,
        ["count"] = message.Alerts.Count,
        ["alerts"] = new JsonArray([.. message.Alerts.Take(AlertsMax).Select(alert => (JsonNode)Alert(alert, message))]),
    }.ToJsonString(MessageJson.Options);

    private static JsonObject Alert(AlertRecord alert, AlertMessage message)
    {
        var text = message.Words.Tell(alert, message.Style.Names);
        return new JsonObject
        {
            ["id"] = alert.Id,
            ["revision"] = alert.Revision,
            ["state"] = alert.State.Symbol(),
            ["category"] = alert.Category.Symbol(),
            ["stream"] = alert.Stream.Symbol(),
            ["cell"] = alert.Cell,
            ["kind"] = alert.Kind?.Symbol(),
            ["entity"] = alert.Entity,
            ["creator"] = alert.Creator,
            ["severity"] = alert.Severity,
            ["phase"] = alert.Phase.Symbol(),
            ["people"] = alert.People,
            ["opened_at"] = Time(alert.OpenedAtMs),
            ["updated_at"] = Time(alert.UpdatedAtMs),
            ["headline"] = text.Headline,
            ["details"] = Strings(text.Details),
            ["brands"] = Strings(alert.Brands),
            ["terms"] = Strings(alert.Terms),
            ["first_cell"] = alert.FirstCell,
            ["next_cells"] = Strings(alert.NextCells),
            ["coincides_with"] = Strings(alert.CoincidesWith),
            ["visits"] = alert.Visits,
            ["visits_expected"] = Number(alert.VisitsExpected),
            ["units_per_day"] = Number(alert.UnitsPerDay),
            ["days_of_cover"] = Number(alert.DaysOfCover),
            ["stock_out_risk"] = Number(alert.StockOutRisk),
            ["do"] = new JsonArray([.. alert.Do.Select(advice => (JsonNode)Advice(advice))]),
            ["evidence"] = Evidence(alert.Evidence, message.Style.ShowsLinks),
            ["useful_url"] = message.Style.FeedbackLink?.Invoke(message.Rule, alert, true).AbsoluteUri,
            ["not_useful_url"] = message.Style.FeedbackLink?.Invoke(message.Rule, alert, false).AbsoluteUri,
        };
    }

    internal static JsonObject Advice(AlertAdvice advice) => new()
    {
        ["store"] = advice.Store,
        ["product"] = advice.Product,
        ["action"] = advice.Action.Symbol(),
        ["from_store"] = advice.FromStore,
        ["from_cell"] = advice.FromCell,
        ["lacks_units"] = advice.LacksUnits,
        ["stock_units"] = advice.StockUnits,
        ["days_of_cover"] = Number(advice.DaysOfCover),
        ["units_per_day"] = Number(advice.UnitsPerDay),
        ["due_at"] = advice.DueAtMs is { } due ? Time(due) : null,
        ["reason"] = advice.Reason,
        ["reason_fr"] = advice.ReasonFr,
        ["reason_nl"] = advice.ReasonNl,
    };

    internal static JsonObject Evidence(AlertEvidence evidence, bool links) => new()
    {
        ["observed"] = Number(evidence.Observed),
        ["expected"] = Number(evidence.Expected),
        ["ratio_low"] = Number(evidence.RatioLow),
        ["ratio_high"] = Number(evidence.RatioHigh),
        ["ratio_level"] = Number(evidence.RatioLevel),
        ["test"] = evidence.Test,
        ["scale_ms"] = evidence.ScaleMs,
        ["windows"] = new JsonArray([.. evidence.Windows.Select(item => (JsonNode)new JsonObject
        {
            ["scale_ms"] = item.ScaleMs, ["observed"] = Number(item.Observed), ["expected"] = Number(item.Expected),
            ["dispersion"] = Number(item.Dispersion), ["p"] = Number(item.P),
        })]),
        ["combination"] = evidence.Combination,
        ["dispersion"] = Number(evidence.Dispersion),
        ["p"] = Number(evidence.P),
        ["q"] = Number(evidence.Q),
        ["tests"] = evidence.Tests,
        ["q_rank"] = evidence.QRank,
        ["q_p"] = Number(evidence.QP),
        ["cells"] = evidence.Cells,
        ["q_cells"] = Number(evidence.QCells),
        ["opening_level"] = Number(evidence.OpeningLevel),
        ["spread_tests"] = evidence.SpreadTests,
        ["spread_rank"] = evidence.SpreadRank,
        ["spread_p"] = Number(evidence.SpreadP),
        ["baseline_start"] = Time(evidence.BaselineStartMs),
        ["baseline_end"] = Time(evidence.BaselineEndMs),
        ["learning_day"] = evidence.LearningDay,
        ["learning_days"] = evidence.LearningDays,
        ["smallest_burst"] = Number(evidence.SmallestBurst),
        ["authentic_share"] = Number(evidence.AuthenticShare),
        ["sponsored_share"] = Number(evidence.SponsoredShare),
        ["suspicious_share"] = Number(evidence.SuspiciousShare),
        ["contributors"] = new JsonArray([.. evidence.Contributors.Select(item => (JsonNode)new JsonObject
        {
            ["person"] = item.Person, ["share"] = Number(item.Share), ["authenticity"] = Number(item.Authenticity),
        })]),
        ["carried_by"] = new JsonArray([.. evidence.CarriedBy.Select(item => (JsonNode)new JsonObject
        {
            ["dimension"] = item.Dimension.Symbol(), ["part"] = item.Part, ["share"] = Number(item.Share),
        })]),
        ["carries"] = new JsonArray([.. evidence.Carries.Select(item => (JsonNode)new JsonObject
        {
            ["product"] = item.Product, ["people"] = item.People, ["of_people"] = item.OfPeople,
        })]),
        ["segments"] = new JsonArray([.. evidence.Segments.Select(item => (JsonNode)new JsonObject
        {
            ["segment"] = item.Segment, ["people"] = item.People, ["of"] = item.Of, ["share"] = Number(item.Share),
            ["share_low"] = Number(item.ShareLow), ["usual_share"] = Number(item.UsualShare), ["carries"] = item.Carries,
        })]),
        ["links"] = Strings(links ? evidence.Links : []),
        ["configuration"] = evidence.Configuration,
    };

    private static JsonArray Strings(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    /// <summary>JSON has no infinity and no NaN: they become null.</summary>
    private static JsonValue? Number(double? number) => number is { } n && double.IsFinite(n) ? JsonValue.Create(n) : null;

    private static string Time(long ms) => InstantPattern.ExtendedIso.Format(Instant.FromUnixTimeMilliseconds(ms));
}
