using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Houle.Avro.Binary;

namespace Houle.Sinks.Native;

/// <summary>The primitives of ClickHouse's wire: little-endian numbers, and strings after their length.</summary>
internal static class NativeBytes
{
    /// <summary>An unsigned LEB128 number: seven bits a byte, lowest first.</summary>
    public static void AppendVarUInt(this ByteBuffer to, ulong value)
    {
        const int bytesMax = 10;
        Span<byte> span = to.GetSpan(bytesMax);
        int length = 0;
        for (; value >= 0x80; value >>= 7) span[length++] = (byte)(value | 0x80);
        span[length++] = (byte)value;
        to.Advance(length);
    }

    public static void AppendString(this ByteBuffer to, ReadOnlySpan<byte> utf8)
    {
        to.AppendVarUInt((ulong)utf8.Length);
        to.Append(utf8);
    }

    public static void AppendUInt64(this ByteBuffer to, ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(to.GetSpan(sizeof(ulong)), value);
        to.Advance(sizeof(ulong));
    }

    /// <summary>The value as it lies in memory; every platform .NET runs Houle on is little-endian, as the wire is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AppendRaw<T>(this ByteBuffer to, T value)
        where T : unmanaged
    {
        Unsafe.WriteUnaligned(ref to.GetSpan(Unsafe.SizeOf<T>())[0], value);
        to.Advance(Unsafe.SizeOf<T>());
    }
}
