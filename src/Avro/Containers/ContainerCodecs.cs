using Houle.Avro.Containers.Codecs;

namespace Houle.Avro.Containers;

/// <summary>The codecs that a file's blocks may be packed with; bzip2 and xz, which few files have, are not among them.</summary>
public static class ContainerCodecs
{
    public static IContainerCodec Null { get; } = new NullCodec();

    /// <summary>RFC 1951, without zlib's header.</summary>
    public static IContainerCodec Deflate { get; } = new DeflateCodec();

    /// <summary>Snappy's block format, then the CRC-32 of the data in big-endian.</summary>
    public static IContainerCodec Snappy { get; } = new SnappyCodec();

    /// <summary>RFC 8878, by the system's libzstd 1.4 or newer; a <see cref="DllNotFoundException"/> says how to get it.</summary>
    public static IContainerCodec Zstandard { get; } = new ZstandardCodec();

    /// <summary>All four.</summary>
    public static IReadOnlyList<IContainerCodec> Standard { get; } = [Null, Deflate, Snappy, Zstandard];
}
