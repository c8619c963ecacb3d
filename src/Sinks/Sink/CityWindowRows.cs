using Houle.Events;
using Houle.Sinks.Native;
using Houle.Streams.Log;

namespace Houle.Sinks.Sink;

/// <summary>Rows of city_windows: one for a window's totals, and one for each of its entities.</summary>
internal sealed class CityWindowRows : TableRows
{

    private readonly LowCardinalityColumn _stream, _cell, _level, _country, _kind;
    private readonly FixedColumn<ushort> _shard;
    private readonly FixedColumn<uint> _windowStart;
    private readonly NullableColumn<uint> _lateIn;
    private readonly StringColumn _entity;
    private readonly MeasureColumns _measures;

    public CityWindowRows()
        : this(new MeasureColumns(), new("stream"), new("cell"), new("level"), new("country"), new("kind"),
            new("shard", "UInt16"), new("window_start", "DateTime('UTC')"), new("late_in", "DateTime('UTC')"), new("entity"))
    {
    }

    private CityWindowRows(
        MeasureColumns measures, LowCardinalityColumn stream, LowCardinalityColumn cell, LowCardinalityColumn level,
        LowCardinalityColumn country, LowCardinalityColumn kind, FixedColumn<ushort> shard,
        FixedColumn<uint> windowStart, NullableColumn<uint> lateIn, StringColumn entity)
        : base([stream, cell, level, country, kind, shard, windowStart, lateIn, entity, .. measures.All])
    {
        (_measures, _stream, _cell, _level, _country, _kind) = (measures, stream, cell, level, country, kind);
        (_shard, _windowStart, _lateIn, _entity) = (shard, windowStart, lateIn, entity);
    }

    protected override int AppendRows(in RecordView record, out int rows)
    {
        CityWindow.Read(Body(record, CityWindow.Fingerprint, "CityWindow"), out CityWindow window);
        uint start = Seconds(window.WindowStartMs);
        uint? lateIn = window.LateInMs is { } ms ? Seconds(ms) : null;
        if (window.Shard is < 0 or > ushort.MaxValue)
            throw new SinkRecordException($"has the shard {window.Shard}; it must be 0 to 65535");
        rows = 0;
        int month = Month(window.WindowStartMs);
        if (!IsWanted(month)) return month;

        if (window.HasTotals)
        {
            _kind.Append("total"u8);
            _entity.Append(default);
            _measures.Append(window.Totals);
            rows++;
        }

        foreach (EntityMeasures entity in window.Entities)
        {
            _kind.Append(SymbolBytes.Of(entity.Kind));
            _entity.Append(entity.Entity);
            _measures.Append(entity.Measures);
            rows++;
        }

        _stream.Append(SymbolBytes.Of(window.Stream), rows);
        _cell.Append(window.Cell, rows);
        _level.Append(SymbolBytes.Of(window.Level), rows);
        _country.Append(Country(window.Cell), rows);
        _shard.Append((ushort)window.Shard, rows);
        _windowStart.Append(start, rows);
        _lateIn.Append(lateIn, rows);
        return month;
    }

    /// <summary>What stands before the first slash of a place: <c>be</c> of <c>be/liege</c> and of <c>be</c>.</summary>
    internal static ReadOnlySpan<byte> Country(ReadOnlySpan<byte> cell)
    {
        if (cell.Contains((byte)':')) return default;
        int slash = cell.IndexOf((byte)'/');
        return slash < 0 ? cell : cell[..slash];
    }
}
