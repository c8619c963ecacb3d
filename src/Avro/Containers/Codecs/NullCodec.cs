using Houle.Avro.Binary;

namespace Houle.Avro.Containers.Codecs;

/// <summary>Bytes as they are. The reader knows it and does without the copy.</summary>
internal sealed class NullCodec : IContainerCodec
{
    public string Name => "null";

    public void Pack(ByteBuffer data, ByteBuffer into) => into.Append(data.Written);

    public void Unpack(ByteBuffer packed, ByteBuffer into) => into.Append(packed.Written);
}
