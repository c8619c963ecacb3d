using System.Text;
using Houle.Avro.Lists;
using Houle.Events;
using Houle.Sinks.Native;
using Houle.Streams.Log;

namespace Houle.Sinks.Sink;

/// <summary>Rows of trends: one a record.</summary>
internal sealed class TrendRows : TableRows
{
    private readonly LowCardinalityColumn _cell, _country, _kind, _phase;
    private readonly StringColumn _entity, _firstCell, _nextCells;
    private readonly FixedColumn<uint> _tick;
    private readonly FixedColumn<long>[] _counts;
    private readonly FixedColumn<double>[] _figures;
    private readonly NullableColumn<double> _smallestBurst, _cellsPerHour;
    private readonly FixedColumn<byte> _unnamed;

    public TrendRows()
        : this(
            [new("cell"), new("country"), new("kind"), new("phase")], [new("entity"), new("first_cell"), new("next_cells")],
            new("tick", "DateTime('UTC')"),
            [.. new[] { "scale_ms", "people", "tests", "learning_day", "learning_days" }.Select(name => new FixedColumn<long>(name, "Int64"))],
            [
                .. new[]
                {
                    "observed", "expected", "rate_ratio", "rank", "ratio_high", "dispersion", "p", "q", "authentic_share", "sponsored_share",
                    "suspicious_share",
                }.Select(name => new FixedColumn<double>(name, "Float64")),
            ],
            [new("smallest_burst", "Float64"), new("cells_per_hour", "Float64")], new("unnamed", "UInt8"))
    {
    }

    private TrendRows(
        LowCardinalityColumn[] words, StringColumn[] texts, FixedColumn<uint> tick, FixedColumn<long>[] counts,
        FixedColumn<double>[] figures, NullableColumn<double>[] maybe, FixedColumn<byte> unnamed)
        : base([.. words, .. texts, tick, .. counts, .. figures, .. maybe, unnamed])
    {
        (_cell, _country, _kind, _phase) = (words[0], words[1], words[2], words[3]);
        (_entity, _firstCell, _nextCells, _tick, _counts, _figures) = (texts[0], texts[1], texts[2], tick, counts, figures);
        (_smallestBurst, _cellsPerHour, _unnamed) = (maybe[0], maybe[1], unnamed);
    }

    protected override int AppendRows(in RecordView record, out int rows)
    {
        Trend.Read(Body(record, Trend.Fingerprint, "Trend"), out Trend trend);
        uint tick = Seconds(trend.TickMs);
        rows = 0;
        int month = Month(trend.TickMs);
        if (!IsWanted(month)) return month;

        _cell.Append(trend.Cell);
        _country.Append(CityWindowRows.Country(trend.Cell));
        _kind.Append(SymbolBytes.Of(trend.Kind));
        _phase.Append(SymbolBytes.Of(trend.Phase));
        _entity.Append(trend.Entity);
        _firstCell.Append(trend.HasFirstCell ? trend.FirstCell : default);
        _nextCells.Append(Joined(trend.NextCells));
        _tick.Append(tick);
        ReadOnlySpan<long> counts = [trend.ScaleMs, trend.People, trend.Tests, trend.LearningDay, trend.LearningDays];
        for (int i = 0; i < counts.Length; i++) _counts[i].Append(counts[i]);
        ReadOnlySpan<double> figures =
        [
            trend.Observed, trend.Expected, trend.RateRatio, trend.Rank, trend.RatioHigh, trend.Dispersion, trend.P, trend.Q,
            trend.AuthenticShare, trend.SponsoredShare, trend.SuspiciousShare,
        ];
        for (int i = 0; i < figures.Length; i++) _figures[i].Append(figures[i]);
        _smallestBurst.Append(trend.SmallestBurst);
        _cellsPerHour.Append(trend.CellsPerHour);
        _unnamed.Append(trend.Unnamed ? (byte)1 : (byte)0);
        rows = 1;
        return month;
    }

    /// <summary>Cells joined by commas, which no cell holds.</summary>
    private static byte[] Joined(scoped in Utf8List cells)
    {
        List<string> texts = [];
        foreach (ReadOnlySpan<byte> cell in cells) texts.Add(Encoding.UTF8.GetString(cell));
        return Encoding.UTF8.GetBytes(string.Join(',', texts));
    }
}
