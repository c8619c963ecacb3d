using System.Buffers.Binary;
using Houle.Avro.Binary;

namespace Houle.Avro.Containers.Codecs;

/// <summary>Snappy with the CRC-32 of the unpacked data behind it, in big-endian.</summary>
internal sealed class SnappyCodec : IContainerCodec
{
    private const int CrcBytes = 4;

    public string Name => "snappy";

    public void Pack(ByteBuffer data, ByteBuffer into)
    {
        into.Append(IronSnappy.Snappy.Encode(data.Written));
        BinaryPrimitives.WriteUInt32BigEndian(into.GetSpan(CrcBytes), Crc32.Of(data.Written));
        into.Advance(CrcBytes);
    }

    public void Unpack(ByteBuffer packed, ByteBuffer into)
    {
        ReadOnlySpan<byte> bytes = packed.Written;
        if (bytes.Length < CrcBytes) throw new InvalidDataException($"{bytes.Length} bytes are too few for a checksum");
        int start = into.Length;
        SnappyDecoder.Unpack(bytes[..^CrcBytes], into);
        uint stated = BinaryPrimitives.ReadUInt32BigEndian(bytes[^CrcBytes..]), actual = Crc32.Of(into.Written[start..]);
        if (stated != actual) throw new InvalidDataException($"the checksum is {stated:x8}, that of the data {actual:x8}");
    }
}
