using System.Buffers.Binary;

namespace Houle.Avro.Binary;

/// <summary>Confluent's wire framing: a zero byte, the schema's id in a registry in big-endian, then the body.</summary>
/// <remarks>Ids are ints, as registries give them; the four bytes FF are the id -1, which none gives. A top-level "bytes" value
/// follows the header without a length when Confluent's own serializer wrote it: <see cref="BareBytes"/> tells which it is.</remarks>
public static class ConfluentFrame
{
    public const int HeaderBytes = 5;

    /// <returns>False when the value is shorter than a header or does not start with a zero byte.</returns>
    public static bool TryReadSchemaId(ReadOnlySpan<byte> value, out int schemaId)
    {
        schemaId = 0;
        if (value.Length < HeaderBytes || value[0] != 0) return false;
        schemaId = BinaryPrimitives.ReadInt32BigEndian(value[1..]);
        return true;
    }

    /// <summary>What follows the header of a value for which <see cref="TryReadSchemaId"/> was true.</summary>
    public static ReadOnlySpan<byte> Body(ReadOnlySpan<byte> value) => value[HeaderBytes..];

    public static void WriteHeader(ByteBuffer to, int schemaId)
    {
        Span<byte> header = to.GetSpan(HeaderBytes);
        header[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(header[1..], schemaId);
        to.Advance(HeaderBytes);
    }

    /// <summary>The content of a body whose schema is "bytes": that of Avro's encoding if the body is exactly one such value,
    /// else the body as it is.</summary>
    public static ReadOnlySpan<byte> BareBytes(ReadOnlySpan<byte> body)
    {
        var reader = new AvroReader(body);
        return reader.TryReadBytes(out ReadOnlySpan<byte> content) && reader.Remaining == 0 ? content : body;
    }
}
