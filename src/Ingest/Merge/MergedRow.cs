using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Houle.Avro.Binary;
using Houle.Ingest.Files;

namespace Houle.Ingest.Merge;

/// <summary>A row on its way through the merge: what <see cref="Row"/> held, in one run of bytes.</summary>
/// <remarks>
/// Layout, little-endian: file (4), number (8), line (8), length of the original bytes (4), columns (4, or -1 for a row
/// with a fault), a start and length (4 + 4) per column counted from the original's first byte, the original bytes, what
/// was unescaped. Of a row with a fault, two lengths (4 + 4), reason and detail stand in place of the columns.
/// </remarks>
internal readonly ref struct MergedRow
{
    private const int HeaderBytes = 28;
    private readonly ReadOnlySpan<byte> _text;
    private readonly ReadOnlySpan<ColumnSlice> _columns;
    private readonly int _rawLength;

    public MergedRow(long timeMs, ReadOnlySpan<byte> bytes)
    {
        TimeMs = timeMs;
        File = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        Number = BinaryPrimitives.ReadInt64LittleEndian(bytes[4..]);
        Line = BinaryPrimitives.ReadInt64LittleEndian(bytes[12..]);
        _rawLength = BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]);
        int columns = BinaryPrimitives.ReadInt32LittleEndian(bytes[24..]);
        ReadOnlySpan<byte> rest = bytes[HeaderBytes..];
        if (columns < 0)
        {
            int reason = BinaryPrimitives.ReadInt32LittleEndian(rest);
            int detail = BinaryPrimitives.ReadInt32LittleEndian(rest[4..]);
            FaultReason = rest.Slice(8, reason);
            FaultDetail = rest.Slice(8 + reason, detail);
            _text = rest[(8 + reason + detail)..];
        }
        else
        {
            _columns = MemoryMarshal.Cast<byte, ColumnSlice>(rest[..(columns * 8)]);
            _text = rest[(columns * 8)..];
        }
    }

    /// <summary>What it is merged by: event time, or arrival where the feed has one; of a row with a fault, that of the row
    /// before it in its file.</summary>
    public long TimeMs { get; }

    /// <summary>Which input, from 0.</summary>
    public int File { get; }

    public long Number { get; }

    public long Line { get; }

    /// <summary>Empty for a good row.</summary>
    public ReadOnlySpan<byte> FaultReason { get; }

    public ReadOnlySpan<byte> FaultDetail { get; }

    public ReadOnlySpan<byte> Raw => _text[.._rawLength];

    /// <summary>A column's value; empty for null.</summary>
    public ReadOnlySpan<byte> Value(int column) =>
        _columns[column] is { Length: > 0 } slice ? _text.Slice(slice.Start, slice.Length) : default;

    public static void Write(Row row, int file, ByteBuffer to)
    {
        Span<byte> header = to.GetSpan(HeaderBytes);
        BinaryPrimitives.WriteInt32LittleEndian(header, file);
        BinaryPrimitives.WriteInt64LittleEndian(header[4..], row.Number);
        BinaryPrimitives.WriteInt64LittleEndian(header[12..], row.Line);
        BinaryPrimitives.WriteInt32LittleEndian(header[20..], row.RawLength);
        BinaryPrimitives.WriteInt32LittleEndian(header[24..], row.Fault is null ? row.Columns.Length : -1);
        to.Advance(HeaderBytes);
        if (row.Fault is { } fault)
        {
            WriteFault(fault, to);
            to.Append(row.Raw);
        }
        else
        {
            to.Append(MemoryMarshal.AsBytes(row.Columns.AsSpan()));
            to.Append(row.Bytes.Written);
        }
    }

    private static void WriteFault(RowFault fault, ByteBuffer to)
    {
        byte[] reason = Encoding.UTF8.GetBytes(fault.Reason);
        byte[] detail = Encoding.UTF8.GetBytes(fault.Detail);
        Span<byte> lengths = to.GetSpan(8);
        BinaryPrimitives.WriteInt32LittleEndian(lengths, reason.Length);
        BinaryPrimitives.WriteInt32LittleEndian(lengths[4..], detail.Length);
        to.Advance(8);
        to.Append(reason);
        to.Append(detail);
    }
}
