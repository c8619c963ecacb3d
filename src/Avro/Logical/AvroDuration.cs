using System.Buffers.Binary;
using System.Globalization;

namespace Houle.Avro.Logical;

/// <summary>A span of calendar time: months, days and milliseconds, which do not add up to one number.</summary>
public readonly record struct AvroDuration(uint Months, uint Days, uint Milliseconds)
{
    public const int Bytes = 12;

    /// <param name="bytes">12 of them: three little-endian numbers.</param>
    public static AvroDuration FromBytes(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt32LittleEndian(bytes), BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]));

    public byte[] ToBytes()
    {
        var bytes = new byte[Bytes];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Months);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), Days);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), Milliseconds);
        return bytes;
    }

    /// <summary>ISO 8601, such as <c>P1M2DT0.003S</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"P{Months}M{Days}DT{Milliseconds / 1000}.{Milliseconds % 1000:000}S");
}
