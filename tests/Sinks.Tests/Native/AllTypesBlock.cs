using System.Globalization;
using Houle.Sinks.Native;

namespace Houle.Sinks.Tests.Native;

/// <summary>A block with a column of every type the writer has, filled from one random number a row.</summary>
internal sealed class AllTypesBlock
{
    public const string Columns =
        "row UInt32, u8 UInt8, u16 UInt16, u32 UInt32, u64 UInt64, i32 Int32, i64 Int64, t DateTime('UTC'), " +
        "ms DateTime64(3, 'UTC'), s String, w LowCardinality(String), wide LowCardinality(String), a Array(UInt64), " +
        "maybe Nullable(DateTime64(3, 'UTC')), maybe_s Nullable(DateTime('UTC'))";

    private readonly FixedColumn<uint> _row = new("row", "UInt32");
    private readonly FixedColumn<byte> _u8 = new("u8", "UInt8");
    private readonly FixedColumn<ushort> _u16 = new("u16", "UInt16");
    private readonly FixedColumn<uint> _u32 = new("u32", "UInt32");
    private readonly FixedColumn<ulong> _u64 = new("u64", "UInt64");
    private readonly FixedColumn<int> _i32 = new("i32", "Int32");
    private readonly FixedColumn<long> _i64 = new("i64", "Int64");
    private readonly FixedColumn<uint> _t = new("t", "DateTime('UTC')");
    private readonly FixedColumn<long> _ms = new("ms", "DateTime64(3, 'UTC')");
    private readonly StringColumn _s = new("s");
    private readonly LowCardinalityColumn _w = new("w"), _wide = new("wide");
    private readonly UInt64ArrayColumn _a = new("a");
    private readonly NullableColumn<long> _maybe = new("maybe", "DateTime64(3, 'UTC')");
    private readonly NullableColumn<uint> _maybeS = new("maybe_s", "DateTime('UTC')");

    public AllTypesBlock() => Block = new NativeBlock(
        _row, _u8, _u16, _u32, _u64, _i32, _i64, _t, _ms, _s, _w, _wide, _a, _maybe, _maybeS);

    public NativeBlock Block { get; }

    public void AppendRow(ulong random, int row)
    {
        Span<byte> text = stackalloc byte[32];
        _row.Append((uint)row);
        _u8.Append((byte)random);
        _u16.Append((ushort)random);
        _u32.Append((uint)random);
        _u64.Append(random);
        _i32.Append((int)random);
        _i64.Append((long)random);
        _t.Append((uint)random);
        _ms.Append(Ms(random));
        _s.Append(text[..(int)(random % 32)]);
        _w.Append(Word(random % 100, text));
        _wide.Append(Word(random % 100_000, text));
        Span<ulong> elements = stackalloc ulong[4];
        elements.Fill(random);
        _a.Append(elements[..(int)(random % 5)]);
        _maybe.Append(random % 3 == 0 ? null : Ms(random));
        _maybeS.Append(random % 3 == 1 ? null : (uint)random);
    }

    /// <summary>What the server must answer for such a row, tab-separated.</summary>
    public static string Expected(ulong random, int row)
    {
        string elements = string.Join(",", Enumerable.Repeat(random, (int)(random % 5)));
        return FormattableString.Invariant(
            $"{row}\t{(byte)random}\t{(ushort)random}\t{(uint)random}\t{random}\t{(int)random}\t{(long)random}\t{(uint)random}\t{Ms(random)}\t{random % 32}\t{Text(random % 100)}\t{Text(random % 100_000)}\t[{elements}]\t{(random % 3 == 0 ? "-1" : Ms(random))}\t{(random % 3 == 1 ? "-1" : (uint)random)}");
    }

    /// <summary>The query whose lines <see cref="Expected"/> foretells.</summary>
    public static string Select(string table) =>
        "SELECT row, u8, u16, u32, u64, i32, i64, toUnixTimestamp(t), toUnixTimestamp64Milli(ms), length(s), w, wide, a, " +
        $"ifNull(toUnixTimestamp64Milli(maybe), -1), ifNull(toInt64(toUnixTimestamp(maybe_s)), -1) FROM {table} ORDER BY row";

    /// <summary>A time of DateTime64's range, 1900 to 2299.</summary>
    private static long Ms(ulong random) => (long)(random % 12_000_000_000_000) - 2_000_000_000_000;

    private static string Text(ulong number) => number == 0 ? "" : "é" + number.ToString(CultureInfo.InvariantCulture);

    private static ReadOnlySpan<byte> Word(ulong number, Span<byte> to)
    {
        if (number == 0) return default;
        "é"u8.CopyTo(to);
        number.TryFormat(to[2..], out int written, default, CultureInfo.InvariantCulture);
        return to[..(2 + written)];
    }
}
