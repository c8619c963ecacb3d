using System.Buffers.Binary;

namespace Houle.Avro.Containers.Codecs;

/// <summary>CRC-32 of ISO 3309 and zip (polynomial 0x04C11DB7, reflected), eight bytes at a step.</summary>
/// <remarks>"Slicing by 8", Kounavis and Berry, 2008. System.IO.Hashing, which has it, does not restore here.</remarks>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;
    private static readonly uint[] Tables = MakeTables();

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<uint> tables = Tables;
        uint crc = ~0u;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            ulong next = BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ crc;
            crc = tables[0x700 + (byte)next] ^ tables[0x600 + (byte)(next >> 8)] ^ tables[0x500 + (byte)(next >> 16)] ^ tables[0x400 + (byte)(next >> 24)]
                ^ tables[0x300 + (byte)(next >> 32)] ^ tables[0x200 + (byte)(next >> 40)] ^ tables[0x100 + (byte)(next >> 48)] ^ tables[(byte)(next >> 56)];
        }

        foreach (byte b in bytes) crc = tables[(byte)(crc ^ b)] ^ (crc >> 8);
        return ~crc;
    }

    /// <summary>Table n holds what a byte does to the sum when n zero bytes follow it.</summary>
    private static uint[] MakeTables()
    {
        var tables = new uint[8 * 256];
        for (uint i = 0; i < 256; i++)
        {
            uint crc = i;
            for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (Polynomial & (0 - (crc & 1)));
            tables[i] = crc;
        }

        for (int i = 256; i < tables.Length; i++) tables[i] = tables[(byte)tables[i - 256]] ^ (tables[i - 256] >> 8);
        return tables;
    }
}
