using System.Text;
using System.Text.Json.Nodes;
using Houle.Events;
using Houle.Sinks.Alerts.Messages;
using Houle.Sinks.Native;
using Houle.Streams.Alerts;
using Houle.Streams.Log;

namespace Houle.Sinks.Sink;

/// <summary>Rows of signals: one a record.</summary>
internal sealed class SignalRows : TableRows
{
    private readonly LowCardinalityColumn _cell, _country, _kind;
    private readonly StringColumn _entity, _stores, _carriers;
    private readonly FixedColumn<uint> _start, _end;
    private readonly FixedColumn<long>[] _counts;
    private readonly FixedColumn<double> _expected;
    private readonly NullableColumn<long>[] _maybeCounts;
    private readonly NullableColumn<double>[] _figures;
    private readonly NullableColumn<uint> _swellSince;
    private readonly FixedColumn<byte> _isBurst, _isShort;

    public SignalRows()
        : this(
            [new("cell"), new("country"), new("kind")], [new("entity"), new("stores"), new("carried_by")],
            [new("window_start", "DateTime('UTC')"), new("window_end", "DateTime('UTC')")],
            [.. new[] { "mentions", "authentic_weight", "intents", "units", "units_recent", "recent_ms", "entries" }.Select(name => new FixedColumn<long>(name, "Int64"))],
            new("units_recent_expected", "Float64"), [new("people", "Int64"), new("stock_units", "Int64")],
            [.. new[] { "units_per_day", "usual_units_per_day", "days_of_cover", "stock_out_risk", "entries_expected" }.Select(name => new NullableColumn<double>(name, "Float64"))],
            new("swell_since", "DateTime('UTC')"), [new("is_burst", "UInt8"), new("is_short", "UInt8")])
    {
    }

    private SignalRows(
        LowCardinalityColumn[] words, StringColumn[] texts, FixedColumn<uint>[] times, FixedColumn<long>[] counts, FixedColumn<double> expected,
        NullableColumn<long>[] maybeCounts, NullableColumn<double>[] figures, NullableColumn<uint> swellSince, FixedColumn<byte>[] flags)
        : base([.. words, .. texts, .. times, .. counts, expected, .. maybeCounts, .. figures, swellSince, .. flags])
    {
        (_cell, _country, _kind, _entity, _stores, _carriers) = (words[0], words[1], words[2], texts[0], texts[1], texts[2]);
        (_start, _end, _counts, _expected) = (times[0], times[1], counts, expected);
        (_maybeCounts, _figures, _swellSince, _isBurst, _isShort) = (maybeCounts, figures, swellSince, flags[0], flags[1]);
    }

    protected override int AppendRows(in RecordView record, out int rows)
    {
        Signal.Read(Body(record, Signal.Fingerprint, "Signal"), out Signal signal);
        long endMs = signal.WindowStartMs + signal.WindowMs;
        uint start = Seconds(signal.WindowStartMs), end = Seconds(endMs);
        rows = 0;
        int month = Month(endMs);
        if (!IsWanted(month)) return month;

        _cell.Append(signal.Cell);
        _country.Append(CityWindowRows.Country(signal.Cell));
        _kind.Append(SymbolBytes.Of(signal.Kind));
        _entity.Append(signal.Entity);
        _start.Append(start);
        _end.Append(end);
        ReadOnlySpan<long> counts =
            [signal.Mentions, signal.AuthenticWeight, signal.Intents, signal.Units, signal.UnitsRecent, signal.RecentMs, signal.Entries];
        for (int i = 0; i < counts.Length; i++) _counts[i].Append(counts[i]);
        _expected.Append(signal.UnitsRecentExpected);
        _maybeCounts[0].Append(signal.People);
        _maybeCounts[1].Append(signal.StockUnits);
        ReadOnlySpan<double?> figures =
            [signal.UnitsPerDay, signal.UsualUnitsPerDay, signal.DaysOfCover, signal.StockOutRisk, signal.EntriesExpected];
        for (int i = 0; i < figures.Length; i++) _figures[i].Append(figures[i]);
        _swellSince.Append(signal.SwellSinceMs is { } since ? Seconds(since) : null);
        _isBurst.Append(signal.IsBurst ? (byte)1 : (byte)0);
        _isShort.Append(signal.IsShort ? (byte)1 : (byte)0);
        JsonArray stores = [];
        foreach (StoreAdvice item in signal.Stores) stores.Add((JsonNode)WebhookFormat.Advice(AlertCodec.AdviceOf(item)));
        _stores.Append(Encoding.UTF8.GetBytes(stores.ToJsonString(MessageJson.Options)));
        JsonArray carriers = [];
        foreach (SignalCarrier item in signal.CarriedBy)
        {
            carriers.Add((JsonNode)new JsonObject
            {
                ["kind"] = item.Kind.Symbol(), ["entity"] = Encoding.UTF8.GetString(item.Entity), ["people"] = item.People, ["of_people"] = item.OfPeople,
            });
        }

        _carriers.Append(Encoding.UTF8.GetBytes(carriers.ToJsonString(MessageJson.Options)));
        rows = 1;
        return month;
    }
}
