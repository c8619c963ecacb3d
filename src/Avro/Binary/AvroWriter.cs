using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Houle.Avro.Binary;

/// <summary>Appends Avro's binary encoding to a <see cref="ByteBuffer"/>, in its shortest form.</summary>
public readonly ref struct AvroWriter(ByteBuffer buffer)
{
    private const int VarintBytesMax = 10;

    public ByteBuffer Buffer => buffer;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteLong(long value)
    {
        ulong zigzag = (ulong)((value << 1) ^ (value >> 63));
        Span<byte> to = buffer.GetSpan(VarintBytesMax);
        if (zigzag < 0x80)
        {
            to[0] = (byte)zigzag;
            buffer.Advance(1);
            return;
        }

        buffer.Advance(WriteVarint(to, zigzag));
    }

    /// <remarks>The same bytes as the long of that value.</remarks>
    public void WriteInt(int value) => WriteLong(value);

    public void WriteBool(bool value)
    {
        buffer.GetSpan(1)[0] = value ? (byte)1 : (byte)0;
        buffer.Advance(1);
    }

    public void WriteFloat(float value)
    {
        BinaryPrimitives.WriteSingleLittleEndian(buffer.GetSpan(sizeof(float)), value);
        buffer.Advance(sizeof(float));
    }

    public void WriteDouble(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(buffer.GetSpan(sizeof(double)), value);
        buffer.Advance(sizeof(double));
    }

    /// <summary>A length and the bytes; also text, which must be UTF-8 already.</summary>
    public void WriteBytes(scoped ReadOnlySpan<byte> bytes)
    {
        Span<byte> to = buffer.GetSpan(VarintBytesMax + bytes.Length);
        ulong zigzag = (ulong)bytes.Length << 1;
        int head;
        if (zigzag < 0x80)
        {
            to[0] = (byte)zigzag;
            head = 1;
        }
        else
        {
            head = WriteVarint(to, zigzag);
        }

        bytes.CopyTo(to[head..]);
        buffer.Advance(head + bytes.Length);
    }

    /// <summary>The bytes as they are, without a length.</summary>
    public void WriteFixed(scoped ReadOnlySpan<byte> bytes) => buffer.Append(bytes);

    /// <summary>A fixed: exactly <paramref name="size"/> bytes.</summary>
    public void WriteFixed(scoped ReadOnlySpan<byte> bytes, int size)
    {
        if (bytes.Length != size) throw new ArgumentException($"{bytes.Length} bytes for a fixed of {size}", nameof(bytes));
        buffer.Append(bytes);
    }

    /// <summary>A decimal in the fewest bytes.</summary>
    /// <exception cref="OverflowException">More digits than <paramref name="precision"/>, or after the point than
    /// <paramref name="scale"/>.</exception>
    public void WriteDecimal(AvroDecimal value, int precision, int scale)
    {
        long unscaled = value.UnscaledAt(scale);
        if (!AvroDecimal.Fits(unscaled, precision))
            throw new OverflowException($"{value} has more than {precision} digits at scale {scale}");
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, unscaled);
        int skip = 0;
        while (skip < 7 && (bytes[skip] == 0 ? bytes[skip + 1] < 0x80 : bytes[skip] == 0xFF && bytes[skip + 1] >= 0x80)) skip++;
        WriteBytes(bytes[skip..]);
    }

    private static int WriteVarint(Span<byte> to, ulong value)
    {
        int i = 0;
        for (; value >= 0x80; value >>= 7) to[i++] = (byte)(value | 0x80);
        to[i++] = (byte)value;
        return i;
    }
}
