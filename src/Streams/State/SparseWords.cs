using System.Buffers.Binary;

namespace Houle.Streams.State;

/// <summary>Up to sixteen words as sixteen bits that say which are not 0, and those: most of most rows is.</summary>
internal static class SparseWords
{
    /// <param name="from">Words before it are left out: the reader makes them again.</param>
    /// <param name="bytes">Has room for all of the words and 2 bytes.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(ReadOnlySpan<ulong> words, int from, Span<byte> bytes)
    {
        int mask = 0, length = sizeof(ushort);
        for (int i = from; i < words.Length; i++)
        {
            if (words[i] == 0) continue;
            mask |= 1 << i;
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[length..], words[i]);
            length += sizeof(ulong);
        }

        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)mask);
        return length;
    }

    /// <returns>What stands behind them.</returns>
    public static ReadOnlySpan<byte> Read(ReadOnlySpan<byte> from, Span<ulong> words)
    {
        int mask = BinaryPrimitives.ReadUInt16LittleEndian(from);
        from = from[sizeof(ushort)..];
        for (int i = 0; i < words.Length; i++)
        {
            bool isThere = (mask & (1 << i)) != 0;
            words[i] = isThere ? BinaryPrimitives.ReadUInt64LittleEndian(from) : 0;
            if (isThere) from = from[sizeof(ulong)..];
        }

        return from;
    }
}
