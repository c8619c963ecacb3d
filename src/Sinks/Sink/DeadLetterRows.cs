using Houle.Events;
using Houle.Sinks.Native;
using Houle.Streams.Log;

namespace Houle.Sinks.Sink;

/// <summary>Rows of dead_letters: one a record.</summary>
internal sealed class DeadLetterRows : TableRows
{
    private readonly FixedColumn<long> _appendedAt, _sourcePosition;
    private readonly LowCardinalityColumn _stream, _reason, _source, _file;
    private readonly FixedColumn<int> _sourcePartition;
    private readonly StringColumn _detail, _key, _value;

    public DeadLetterRows()
        : this(new("appended_at", "DateTime64(3, 'UTC')"), new("source_position", "Int64"), new("stream"), new("reason"),
            new("source"), new("file"), new("source_partition", "Int32"), new("detail"), new("key"), new("value"))
    {
    }

    private DeadLetterRows(
        FixedColumn<long> appendedAt, FixedColumn<long> sourcePosition, LowCardinalityColumn stream,
        LowCardinalityColumn reason, LowCardinalityColumn source, LowCardinalityColumn file,
        FixedColumn<int> sourcePartition, StringColumn detail, StringColumn key, StringColumn value)
        : base(appendedAt, sourcePosition, stream, reason, source, file, sourcePartition, detail, key, value)
    {
        (_appendedAt, _sourcePosition, _stream, _reason, _source) = (appendedAt, sourcePosition, stream, reason, source);
        (_file, _sourcePartition, _detail, _key, _value) = (file, sourcePartition, detail, key, value);
    }

    protected override int AppendRows(in RecordView record, out int rows)
    {
        DeadLetter.Read(Body(record, DeadLetter.Fingerprint, "DeadLetter"), out DeadLetter letter);
        rows = 0;
        int month = Month(record.TimestampMs);
        if (!IsWanted(month)) return month;

        _appendedAt.Append(record.TimestampMs);
        _stream.Append(SymbolBytes.Of(letter.Stream));
        _reason.Append(letter.Reason);
        _detail.Append(letter.Detail);
        _source.Append(letter.Source);
        _sourcePartition.Append(letter.Partition);
        _sourcePosition.Append(letter.Position);
        _file.Append(letter.HasFile ? letter.File : default);
        _key.Append(letter.HasKey ? letter.Key : default);
        _value.Append(letter.HasValue ? letter.Value : default);
        rows = 1;
        return month;
    }
}
