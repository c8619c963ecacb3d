using System.Text;
using System.Text.Json.Nodes;
using Houle.Events;
using Houle.Sinks.Alerts.Messages;
using Houle.Sinks.Native;
using Houle.Streams.Alerts;
using Houle.Streams.Log;

namespace Houle.Sinks.Sink;

/// <summary>Rows of alerts: one a record, so one for each revision of an alert.</summary>
/// <remarks>Alerts are few: they are read into objects, and evidence and advice become JSON.</remarks>
internal sealed class AlertRows : TableRows
{
    private readonly LowCardinalityColumn[] _words;
    private readonly StringColumn[] _texts;
    private readonly FixedColumn<long>[] _counts;
    private readonly NullableColumn<long> _people, _visits;
    private readonly NullableColumn<double>[] _joined;
    private readonly FixedColumn<double>[] _figures;

    public AlertRows()
        : this(
            [.. new[] { "state", "category", "stream", "cell", "country", "kind", "phase" }.Select(name => new LowCardinalityColumn(name))],
            [.. new[] { "alert_id", "entity", "creator", "brands", "terms", "coincides_with", "sentence_en", "sentence_fr", "sentence_nl", "evidence", "advice" }.Select(name => new StringColumn(name))],
            [new("revision", "Int64"), new("severity", "Int64"), new("opened_at", "DateTime64(3, 'UTC')"), new("updated_at", "DateTime64(3, 'UTC')"), new("tests", "Int64")],
            new("people", "Int64"),
            [.. new[] { "observed", "expected", "ratio_low", "ratio_high", "p", "q", "authentic_share" }.Select(name => new FixedColumn<double>(name, "Float64"))],
            new("visits", "Int64"),
            [.. new[] { "visits_expected", "units_per_day", "days_of_cover", "stock_out_risk" }.Select(name => new NullableColumn<double>(name, "Float64"))])
    {
    }

    private AlertRows(
        LowCardinalityColumn[] words, StringColumn[] texts, FixedColumn<long>[] counts, NullableColumn<long> people, FixedColumn<double>[] figures,
        NullableColumn<long> visits, NullableColumn<double>[] joined)
        : base([.. words, .. texts, .. counts, people, .. figures, visits, .. joined]) =>
        (_words, _texts, _counts, _people, _figures, _visits, _joined) = (words, texts, counts, people, figures, visits, joined);

    protected override int AppendRows(in RecordView record, out int rows)
    {
        _ = Body(record, Alert.Fingerprint, "Alert");
        AlertRecord alert = AlertCodec.Read(record.Value);
        rows = 0;
        int month = Month(alert.UpdatedAtMs);
        if (!IsWanted(month)) return month;

        string country = Encoding.UTF8.GetString(CityWindowRows.Country(Encoding.UTF8.GetBytes(alert.Cell)));
        ReadOnlySpan<string> words =
            [alert.State.Symbol(), alert.Category.Symbol(), alert.Stream.Symbol(), alert.Cell, country, alert.Kind?.Symbol() ?? "", alert.Phase.Symbol()];
        for (int i = 0; i < words.Length; i++) _words[i].Append(Encoding.UTF8.GetBytes(words[i]));
        var advice = new JsonArray([.. alert.Do.Select(item => (JsonNode)WebhookFormat.Advice(item))]);
        ReadOnlySpan<string> texts =
        [
            alert.Id, alert.Entity ?? "", alert.Creator ?? "", string.Join(',', alert.Brands), string.Join(',', alert.Terms),
            string.Join("; ", alert.CoincidesWith),
            alert.SentenceEn, alert.SentenceFr, alert.SentenceNl,
            WebhookFormat.Evidence(alert.Evidence, links: false).ToJsonString(MessageJson.Options), advice.ToJsonString(MessageJson.Options),
        ];
        for (int i = 0; i < texts.Length; i++) _texts[i].Append(Encoding.UTF8.GetBytes(texts[i]));
        ReadOnlySpan<long> counts = [alert.Revision, alert.Severity, alert.OpenedAtMs, alert.UpdatedAtMs, alert.Evidence.Tests];
        for (int i = 0; i < counts.Length; i++) _counts[i].Append(counts[i]);
        _people.Append(alert.People);
        AlertEvidence evidence = alert.Evidence;
        ReadOnlySpan<double> figures =
            [evidence.Observed, evidence.Expected, evidence.RatioLow, evidence.RatioHigh, evidence.P, evidence.Q, evidence.AuthenticShare];
        for (int i = 0; i < figures.Length; i++) _figures[i].Append(figures[i]);
        _visits.Append(alert.Visits);
        ReadOnlySpan<double?> joined = [alert.VisitsExpected, alert.UnitsPerDay, alert.DaysOfCover, alert.StockOutRisk];
        for (int i = 0; i < joined.Length; i++) _joined[i].Append(joined[i]);
        rows = 1;
        return month;
    }
}
