using Houle.Avro.Binary;

namespace Houle.Avro.Containers;

/// <summary>How a block's bytes are packed. Others than null and deflate can be given to a reader or writer.</summary>
public interface IContainerCodec
{
    /// <summary>As it stands in the header under avro.codec.</summary>
    string Name { get; }

    /// <summary>Appends the packed form of <paramref name="data"/>.</summary>
    void Pack(ByteBuffer data, ByteBuffer into);

    /// <summary>Appends what was packed.</summary>
    /// <param name="packed">One block.</param>
    /// <param name="into">Its <see cref="ByteBuffer.BytesMax"/> bounds what may come out.</param>
    /// <exception cref="InvalidDataException">The bytes are not of this codec, or too much comes out.</exception>
    void Unpack(ByteBuffer packed, ByteBuffer into);
}
