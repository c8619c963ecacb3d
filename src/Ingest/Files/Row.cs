using Houle.Avro.Binary;

namespace Houle.Ingest.Files;

/// <summary>Where a column's value lies in its row's bytes; a length of -1 is null.</summary>
public readonly record struct ColumnSlice(int Start, int Length)
{
    public static ColumnSlice Null { get; } = new(0, -1);
}

/// <summary>Why a row could not be read: a word to count by, and one sentence with file and line.</summary>
public sealed record RowFault(string Reason, string Detail)
{
    /// <summary>The row's text is broken: encoding, quotes, JSON, number of columns, length.</summary>
    public const string Unreadable = "unreadable_row";

    /// <summary>The file breaks off or is damaged from here on.</summary>
    public const string Truncated = "truncated";

    /// <summary>More than an hour after the session began.</summary>
    public const string TooFarAhead = "too_far_ahead";

    /// <summary>A value is missing, malformed or out of range.</summary>
    public const string Invalid = "invalid";
}

/// <summary>One row as read: its original bytes, followed by what had to be unescaped, and where the columns lie.</summary>
/// <remarks>Reused from row to row.</remarks>
public sealed class Row(int columns)
{
    /// <summary>The original bytes (<see cref="RawLength"/> of them), then unescaped values.</summary>
    public ByteBuffer Bytes { get; } = new(1024, 16 << 20);

    public int RawLength { get; set; }

    public ColumnSlice[] Columns { get; } = new ColumnSlice[columns];

    /// <summary>Counted from 1, the header left out.</summary>
    public long Number { get; set; }

    /// <summary>Line of the file at which the row begins, from 1 (for Avro: the row's number).</summary>
    public long Line { get; set; }

    /// <summary>Set when the row cannot be read; then the columns mean nothing.</summary>
    public RowFault? Fault { get; set; }

    public ReadOnlySpan<byte> Raw => Bytes.Written[..RawLength];

    public ReadOnlySpan<byte> Value(int column) =>
        Columns[column] is { Length: > 0 } slice ? Bytes.Written.Slice(slice.Start, slice.Length) : default;

    internal void Begin(ReadOnlySpan<byte> raw, long number, long line)
    {
        Bytes.Clear();
        Bytes.Append(raw);
        RawLength = raw.Length;
        Number = number;
        Line = line;
        Fault = null;
        Array.Fill(Columns, ColumnSlice.Null);
    }

    /// <summary>Puts lists that were gathered item by item into their columns.</summary>
    internal void TakeLists(ByteBuffer[] lists)
    {
        for (int slot = 0; slot < lists.Length; slot++)
        {
            if (lists[slot].Length == 0) continue;
            int start = Bytes.Length;
            Bytes.Append(lists[slot].Written);
            Columns[slot] = new ColumnSlice(start, lists[slot].Length);
        }
    }
}
