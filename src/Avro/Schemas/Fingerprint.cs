using System.Security.Cryptography;
using System.Text;

namespace Houle.Avro.Schemas;

/// <summary>Fingerprints of a schema's canonical form: CRC-64-AVRO, as single-object encoding carries it, MD5 and SHA-256.</summary>
/// <remarks>Specification, "Schema Fingerprints". None of them is a protection against forgery. CRC-64-AVRO: polynomial 0xC15D213AA4D7A795, also the fingerprint of no bytes.</remarks>
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

    /// <summary>The 16 bytes of MD5.</summary>
    public static byte[] Md5(Schema schema)
    {
        using var md5 = MD5.Create();
        return md5.ComputeHash(Encoding.UTF8.GetBytes(CanonicalForm.Of(schema)));
    }

    /// <summary>The 32 bytes of SHA-256.</summary>
    public static byte[] Sha256(Schema schema)
    {
        using var sha256 = SHA256.Create();
        return sha256.ComputeHash(Encoding.UTF8.GetBytes(CanonicalForm.Of(schema)));
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
