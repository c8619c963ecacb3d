using System.Text;

namespace Houle.Avro.Schemas;

/// <summary>CRC-64-AVRO: the Rabin fingerprint of a schema's canonical form, as single-object encoding carries it.</summary>
/// <remarks>Specification, "Schema Fingerprints"; polynomial 0xC15D213AA4D7A795, also the fingerprint of no bytes.</remarks>
public static class Fingerprint
{
    private const ulong Empty = 0xC15D213AA4D7A795;
    private static readonly ulong[] Table = MakeTable();

    public static ulong Of(Schema schema) => Of(Encoding.UTF8.GetBytes(CanonicalForm.Of(schema)));

    public static ulong Of(byte[] bytes)
    {
        ulong crc = Empty;
        foreach (byte b in bytes) crc = (crc >> 8) ^ Table[(byte)(crc ^ b)];
        return crc;
    }

    private static ulong[] MakeTable()
    {
        var table = new ulong[256];
        for (int i = 0; i < table.Length; i++)
        {
            ulong crc = (ulong)i;
            for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (Empty & (0 - (crc & 1)));
            table[i] = crc;
        }

        return table;
    }
}
