using System.IO.Compression;
using Houle.Avro.Binary;

namespace Houle.Avro.Containers.Codecs;

/// <summary>Deflate without zlib's header (RFC 1951). Bytes after the end of the data are passed over, as Java does.</summary>
internal sealed class DeflateCodec : IContainerCodec
{
    private const int ReadBytes = 64 << 10;

    public string Name => "deflate";

    public void Pack(ByteBuffer data, ByteBuffer into)
    {
        using var sink = new MemoryStream();
        using (var deflate = new DeflateStream(sink, CompressionLevel.Optimal, leaveOpen: true)) deflate.Write(data.Written);
        into.Append(sink.GetBuffer().AsSpan(0, (int)sink.Length));
    }

    public void Unpack(ByteBuffer packed, ByteBuffer into)
    {
        using var source = new MemoryStream(packed.Array, 0, packed.Length, writable: false);
        using var deflate = new DeflateStream(source, CompressionMode.Decompress);
        for (int read = -1; read != 0;)
        {
            int room = Math.Min(ReadBytes, into.BytesMax - into.Length);
            if (room == 0)
            {
                Span<byte> beyond = stackalloc byte[1];
                if (deflate.Read(beyond) > 0) throw CodecFault.TooLarge(into);
                return;
            }

            read = deflate.Read(into.GetSpan(room)[..room]);
            into.Advance(read);
        }
    }
}

/// <summary>Errors that codecs share.</summary>
internal static class CodecFault
{
    public static InvalidDataException TooLarge(ByteBuffer into) => new($"the block unpacks to more than {into.BytesMax} bytes");
}
