using System.Buffers.Binary;

namespace Houle.Streams.Hashing;

/// <summary>Stable, well-mixed hashes of bytes: equal on every machine and in every build, unlike <c>GetHashCode</c>.</summary>
/// <remarks>Each step multiplies two 64-bit words to 128 bits and folds the halves by exclusive or. Not for secrets: a
/// pseudonym is an HMAC. Changing a constant here changes stored sketches and duplicate filters.</remarks>
public static class Hash64
{
    // The first hexadecimal digits of pi, made odd: no reason but that nobody chose them.
    private const ulong K0 = 0x243F6A8885A308D3;
    private const ulong K1 = 0x13198A2E03707345;
    private const ulong K2 = 0xA4093822299F31D1;
    private const ulong K3 = 0x082EFA98EC4E6C89;

    /// <summary>64 bits, uniform over [0, 2^64).</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes, ulong seed = 0)
    {
        ulong length = (ulong)bytes.Length;
        ulong state = Fold(seed ^ K0, length ^ K1);
        while (bytes.Length > 16)
        {
            state = Fold(Word(bytes) ^ K2, Word(bytes[8..]) ^ state);
            bytes = bytes[16..];
        }

        (ulong a, ulong b) = Tail(bytes);
        return Fold(Fold(a ^ K1 ^ state, b ^ K2) ^ K3, length ^ state ^ K0);
    }

    /// <summary>128 bits of two independent chains: what the duplicate filter remembers of an event id.</summary>
    /// <remarks>Among 10^9 ids the chance of any collision is below 10^-20.</remarks>
    public static UInt128 Of128(ReadOnlySpan<byte> bytes) => new(Of(bytes, K3), Of(bytes, K2));

    /// <summary>Mixes one word, for keys that are numbers already.</summary>
    public static ulong Mix(ulong word) => Fold(word ^ K1, K2);

    private static (ulong A, ulong B) Tail(ReadOnlySpan<byte> bytes)
    {
        int length = bytes.Length;
        if (length >= 8) return (Word(bytes), Word(bytes[(length - 8)..]));
        if (length >= 4)
        {
            return (
                BinaryPrimitives.ReadUInt32LittleEndian(bytes),
                BinaryPrimitives.ReadUInt32LittleEndian(bytes[(length - 4)..]));
        }

        return length == 0
            ? (0UL, 0UL)
            : ((ulong)bytes[0] << 16 | (ulong)bytes[length >> 1] << 8 | bytes[length - 1], 0UL);
    }

    private static ulong Word(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes);

    private static ulong Fold(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return high ^ low;
    }
}
