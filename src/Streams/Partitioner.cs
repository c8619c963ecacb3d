using System.Buffers.Binary;

namespace Houle.Streams;

/// <summary>Which partition a key belongs to: as the Java client's default partitioner decides, so that foreign producers
/// and ours put a key into the same one.</summary>
public static class Partitioner
{
    /// <param name="key">Any bytes.</param>
    /// <param name="partitions">At least 1.</param>
    /// <returns>In [0, partitions).</returns>
    public static int Of(ReadOnlySpan<byte> key, int partitions) => (Murmur2(key) & 0x7FFFFFFF) % partitions;

    /// <summary>MurmurHash2, 32 bits, with Kafka's seed.</summary>
    /// <remarks>A. Appleby's MurmurHash2 (public domain); Apache Kafka uses seed 0x9747b28c.</remarks>
    public static int Murmur2(ReadOnlySpan<byte> bytes)
    {
        const uint M = 0x5BD1E995;
        uint hash = 0x9747B28C ^ (uint)bytes.Length;
        while (bytes.Length >= 4)
        {
            uint word = BinaryPrimitives.ReadUInt32LittleEndian(bytes) * M;
            hash = (hash * M) ^ ((word ^ (word >> 24)) * M);
            bytes = bytes[4..];
        }

        if (bytes.Length >= 3) hash ^= (uint)bytes[2] << 16;
        if (bytes.Length >= 2) hash ^= (uint)bytes[1] << 8;
        if (bytes.Length >= 1) hash = (hash ^ bytes[0]) * M;
        hash = (hash ^ (hash >> 13)) * M;
        return (int)(hash ^ (hash >> 15));
    }
}
