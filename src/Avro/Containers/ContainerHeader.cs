using System.Text;
using Houle.Avro.Binary;
using Houle.Avro.Schemas;

namespace Houle.Avro.Containers;

/// <summary>The head of a container file: schema, codec, other metadata and the sync marker.</summary>
public sealed class ContainerHeader
{
    internal const string SchemaKey = "avro.schema";
    internal const string CodecKey = "avro.codec";
    internal const int SyncBytes = 16;

    private ContainerHeader(Schema schema, string codec, byte[] sync, IReadOnlyDictionary<string, byte[]> metadata)
    {
        Schema = schema;
        Codec = codec;
        Sync = sync;
        Metadata = metadata;
    }

    /// <summary>The schema that the records were written with.</summary>
    public Schema Schema { get; }

    public string Codec { get; }

    /// <summary>Every key of the header, those of Avro (avro.*) included.</summary>
    public IReadOnlyDictionary<string, byte[]> Metadata { get; }

    internal byte[] Sync { get; }

    /// <summary>Obj, then version 1.</summary>
    internal static ReadOnlySpan<byte> Magic => "Obj\u0001"u8;

    internal static ContainerHeader Read(ContainerSource source, ContainerLimits limits)
    {
        foreach (byte expected in Magic)
        {
            long position = source.Position;
            if (source.ReadByte() != expected) throw new AvroException("not an Avro container file of version 1 (Obj\\x01)", position);
        }

        Dictionary<string, byte[]> metadata = ReadMetadata(source, limits);
        var sync = new ByteBuffer(SyncBytes);
        source.Read(SyncBytes, sync);
        if (!metadata.TryGetValue(SchemaKey, out byte[]? json))
            throw new AvroException("the header has no avro.schema", Magic.Length);
        string codec = metadata.TryGetValue(CodecKey, out byte[]? name) ? Encoding.UTF8.GetString(name) : "null";
        try
        {
            return new ContainerHeader(Schema.Parse(Encoding.UTF8.GetString(json)), codec, sync.Written.ToArray(), metadata);
        }
        catch (SchemaException error)
        {
            throw new AvroException($"avro.schema in the header, {error.Message}", Magic.Length, inner: error);
        }
    }

    private static Dictionary<string, byte[]> ReadMetadata(ContainerSource source, ContainerLimits limits)
    {
        var metadata = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        for (long count; (count = source.ReadLong()) != 0;)
        {
            if (count < 0)
            {
                source.ReadLong(); // the block's size, needless where every entry is read
                count = count == long.MinValue ? long.MaxValue : -count;
            }

            for (; count > 0; count--)
            {
                long position = source.Position;
                string key = Encoding.UTF8.GetString(ReadBytes(source, limits));
                if (!metadata.TryAdd(key, ReadBytes(source, limits)))
                    throw new AvroException($"the header has \"{key}\" twice", position);
            }
        }

        return metadata;
    }

    /// <remarks>Also bounds the header as a whole: it ends before <see cref="ContainerLimits.HeaderBytesMax"/>.</remarks>
    private static byte[] ReadBytes(ContainerSource source, ContainerLimits limits)
    {
        long position = source.Position;
        long length = source.ReadLong();
        if (length < 0 || length > limits.HeaderBytesMax - source.Position)
            throw new AvroException($"a length of {length} in a header of at most {limits.HeaderBytesMax} bytes", position);
        var bytes = new ByteBuffer(64);
        source.Read((int)length, bytes);
        return bytes.Written.ToArray();
    }
}
