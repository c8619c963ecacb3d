using System.Security.Cryptography;
using System.Text;
using Houle.Ingest.Feeds;
using Houle.Ingest.Text;

namespace Houle.Ingest.Privacy;

/// <summary>Replaces people's ids by pseudonyms: HMAC-SHA-256 cut to 128 bits, in lower-case base 32 (26 characters).</summary>
/// <remarks>The id's platform goes in before it, so that equal account names on two platforms stay two people. Remembers
/// recent ones; of one thread.</remarks>
public sealed class Pseudonyms(PseudonymKeys keys)
{
    public const int Length = 26;
    private const int RememberedMax = 1 << 18;
    private readonly byte[] _input = new byte[1024];
    private Utf8Index _known = new();
    private byte[] _values = new byte[Length * 1024];

    /// <param name="platform">May be empty.</param>
    /// <param name="id">1 to 512 bytes.</param>
    /// <returns>The pseudonym; valid until the next call.</returns>
    public ReadOnlySpan<byte> Of(PersonRole role, ReadOnlySpan<byte> platform, ReadOnlySpan<byte> id)
    {
        // Neither part can hold the separator of the other: role is one byte, and the platform's length stands before it.
        _input[0] = (byte)role;
        _input[1] = (byte)platform.Length;
        platform.CopyTo(_input.AsSpan(2));
        id.CopyTo(_input.AsSpan(2 + platform.Length));
        ReadOnlySpan<byte> input = _input.AsSpan(0, 2 + platform.Length + id.Length);
        int known = _known.Find(input);
        if (known >= 0) return _values.AsSpan(known * Length, Length);

        if (_known.Count >= RememberedMax) _known = new Utf8Index();
        known = _known.Add(input);
        if ((known + 1) * Length > _values.Length) Array.Resize(ref _values, _values.Length * 2);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(keys.Of(role), input[1..], hash);
        Base32(hash[..16], _values.AsSpan(known * Length, Length));
        return _values.AsSpan(known * Length, Length);
    }

    public string Of(PersonRole role, string platform, string id) =>
        Encoding.ASCII.GetString(Of(role, Encoding.UTF8.GetBytes(platform), Encoding.UTF8.GetBytes(id)));

    /// <summary>RFC 4648's alphabet in lower case, without padding.</summary>
    private static void Base32(ReadOnlySpan<byte> bytes, Span<byte> to)
    {
        int bits = 0;
        int buffer = 0;
        int at = 0;
        foreach (byte b in bytes)
        {
            buffer = (buffer << 8) | b;
            for (bits += 8; bits >= 5; bits -= 5) to[at++] = Letter(buffer >> (bits - 5));
            buffer &= (1 << bits) - 1;
        }

        if (bits > 0) to[at] = Letter(buffer << (5 - bits));
    }

    private static byte Letter(int value) => "abcdefghijklmnopqrstuvwxyz234567"u8[value & 31];
}
