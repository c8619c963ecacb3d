using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Houle.Avro.Binary;

/// <summary>The cold half of the codec: builds and throws, out of line, so that reading stays small enough to inline.</summary>
internal static class AvroError
{
    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void EndOfData(int position) => throw new AvroException("the data ends here, too early", position);

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void Varint(int position, int bits) =>
        throw new AvroException($"a number of more than {bits} bits", position);

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void Length(int position, long length, int remaining) => throw new AvroException(
        length < 0 ? $"a length of {length}" : $"a length of {length}, where {remaining} bytes are left", position);

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void Boolean(int position, byte value) =>
        throw new AvroException($"a boolean of {value}; it must be 0 or 1", position);

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void Utf8(int position) => throw new AvroException("a text that is not UTF-8", position);

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void Index(int position, string what, int index, int count) =>
        throw new AvroException($"{what} {index}; there are {count}", position);

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void Count(int position, long count, int remaining) => throw new AvroException(
        $"a block of {count} items, where {remaining} bytes are left", position);

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void EmptyItems(int position) => throw new AvroException(
        $"more than {AvroLimits.EmptyItemsMax} items of no bytes", position);

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void BlockSize(int position, int stated, int actual) =>
        throw new AvroException($"a block said to be {stated} bytes is {actual}", position);

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void Decimal(int position, int bytes, int precision) =>
        throw new AvroException($"a decimal in {bytes} bytes; it must have 1 to {precision} digits", position);

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void Trailing(int position, int bytes) =>
        throw new AvroException($"{bytes} bytes follow the end of the value", position);

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void Depth(long position) =>
        throw new AvroException($"nested deeper than {AvroLimits.DepthMax}", position);

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void Stack(long position, int depth) =>
        throw new AvroException($"nested {depth} deep, which is too much for this thread's stack", position);

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void Mismatch(int position, string what) => throw new AvroException(what, position);
}
