using Houle.Events;
using Houle.Sinks.Native;
using Houle.Streams.Log;

namespace Houle.Sinks.Sink;

/// <summary>Rows of accounting: one a record.</summary>
internal sealed class AccountingRows : TableRows
{
    private readonly LowCardinalityColumn _stream, _source;
    private readonly FixedColumn<int> _sourcePartition;
    private readonly FixedColumn<uint> _hour;
    private readonly FixedColumn<long>[] _counts;

    public AccountingRows()
        : this(new("stream"), new("source"), new("source_partition", "Int32"), new("hour", "DateTime('UTC')"),
        [
            .. new[] { "read", "accepted", "late", "duplicates", "dead_lettered", "other", "accepted_weight", "leaf_weight" }
                .Select(name => new FixedColumn<long>(name, "Int64")),
        ])
    {
    }

    private AccountingRows(
        LowCardinalityColumn stream, LowCardinalityColumn source, FixedColumn<int> sourcePartition, FixedColumn<uint> hour,
        FixedColumn<long>[] counts)
        : base([stream, source, sourcePartition, hour, .. counts]) =>
        (_stream, _source, _sourcePartition, _hour, _counts) = (stream, source, sourcePartition, hour, counts);

    protected override int AppendRows(in RecordView record, out int rows)
    {
        Accounting.Read(Body(record, Accounting.Fingerprint, "Accounting"), out Accounting accounting);
        uint hour = Seconds(accounting.HourMs);
        rows = 0;
        int year = Month(accounting.HourMs) / 100;
        if (!IsWanted(year)) return year;

        _stream.Append(SymbolBytes.Of(accounting.Stream));
        _source.Append(accounting.Source);
        _sourcePartition.Append(accounting.Partition);
        _hour.Append(hour);
        ReadOnlySpan<long> counts =
        [
            accounting.ReadValue, accounting.Accepted, accounting.Late, accounting.Duplicates, accounting.DeadLettered,
            accounting.Other, accounting.AcceptedWeight, accounting.LeafWeight,
        ];
        for (int i = 0; i < counts.Length; i++) _counts[i].Append(counts[i]);
        rows = 1;
        return year;
    }
}
