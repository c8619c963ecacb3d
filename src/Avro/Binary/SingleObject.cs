using System.Buffers.Binary;

namespace Houle.Avro.Binary;

/// <summary>Single-object encoding: C3 01, the schema's CRC-64-AVRO fingerprint in little-endian, then the body.</summary>
public static class SingleObject
{
    public const int HeaderBytes = 10;

    /// <returns>False when the value is shorter than a header or has another marker.</returns>
    public static bool TryReadFingerprint(ReadOnlySpan<byte> value, out ulong fingerprint)
    {
        fingerprint = 0;
        if (value.Length < HeaderBytes || value[0] != 0xC3 || value[1] != 0x01) return false;
        fingerprint = BinaryPrimitives.ReadUInt64LittleEndian(value[2..]);
        return true;
    }

    /// <summary>What follows the header of a value for which <see cref="TryReadFingerprint"/> was true.</summary>
    public static ReadOnlySpan<byte> Body(ReadOnlySpan<byte> value) => value[HeaderBytes..];

    public static void WriteHeader(ByteBuffer to, ulong fingerprint)
    {
        Span<byte> header = to.GetSpan(HeaderBytes);
        header[0] = 0xC3;
        header[1] = 0x01;
        BinaryPrimitives.WriteUInt64LittleEndian(header[2..], fingerprint);
        to.Advance(HeaderBytes);
    }
}
