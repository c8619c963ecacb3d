using Houle.Events;
using Houle.Sinks.Native;
using Houle.Streams.Log;

namespace Houle.Sinks.Sink;

/// <summary>Rows of creator_growth: one a record.</summary>
internal sealed class CreatorGrowthRows : TableRows
{
    private readonly LowCardinalityColumn _platform, _cell, _explainedBy;
    private readonly StringColumn _creator, _cause, _reason, _alert;
    private readonly FixedColumn<uint>[] _times;
    private readonly FixedColumn<long> _followers, _gained;
    private readonly FixedColumn<double>[] _figures;

    public CreatorGrowthRows()
        : this([new("platform"), new("cell"), new("explained_by")], [new("creator"), new("cause"), new("reason"), new("alert_id")],
            [.. new[] { "as_of", "counted_from", "counted_to" }.Select(name => new FixedColumn<uint>(name, "DateTime('UTC')"))],
            [new("followers", "Int64"), new("gained", "Int64")],
            [.. new[] { "expected", "expected_low", "expected_high", "p", "score" }.Select(name => new FixedColumn<double>(name, "Float64"))])
    {
    }

    private CreatorGrowthRows(
        LowCardinalityColumn[] words, StringColumn[] texts, FixedColumn<uint>[] times, FixedColumn<long>[] counts, FixedColumn<double>[] figures)
        : base([.. words, .. texts, .. times, .. counts, .. figures])
    {
        (_platform, _cell, _explainedBy) = (words[0], words[1], words[2]);
        (_creator, _cause, _reason, _alert) = (texts[0], texts[1], texts[2], texts[3]);
        (_times, _followers, _gained, _figures) = (times, counts[0], counts[1], figures);
    }

    protected override int AppendRows(in RecordView record, out int rows)
    {
        CreatorGrowth.Read(Body(record, CreatorGrowth.Fingerprint, "CreatorGrowth"), out CreatorGrowth growth);
        uint asOf = Seconds(growth.AsOfMs), from = Seconds(growth.FromMs), to = Seconds(growth.ToMs);
        rows = 0;
        int month = Month(growth.AsOfMs);
        if (!IsWanted(month)) return month;

        _platform.Append(SymbolBytes.Of(growth.Platform));
        _cell.Append(growth.Cell);
        _explainedBy.Append(SymbolBytes.Of(growth.ExplainedBy));
        _creator.Append(growth.Creator);
        _cause.Append(growth.HasCause ? growth.Cause : default);
        _reason.Append(growth.Reason);
        _alert.Append(growth.HasAlertId ? growth.AlertId : default);
        ReadOnlySpan<uint> times = [asOf, from, to];
        for (int i = 0; i < times.Length; i++) _times[i].Append(times[i]);
        _followers.Append(growth.Followers);
        _gained.Append(growth.Gained);
        ReadOnlySpan<double> figures = [growth.Expected, growth.ExpectedLow, growth.ExpectedHigh, growth.P, growth.Score];
        for (int i = 0; i < figures.Length; i++) _figures[i].Append(figures[i]);
        rows = 1;
        return month;
    }
}
