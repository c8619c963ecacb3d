using System.Security.Cryptography;
using System.Text;
using Houle.Avro.Binary;
using Houle.Avro.Schemas;

namespace Houle.Avro.Containers;

/// <summary>Writes an object container file. Equal input gives equal bytes: the sync marker is a hash of the header.</summary>
/// <remarks>Records are taken as they are: the caller vouches that they are of the schema.</remarks>
public sealed class ContainerWriter : IDisposable
{
    /// <summary>Java's default: some hundred records of ours a block.</summary>
    public const int BlockBytesDefault = 64_000;

    private readonly Stream _stream;
    private readonly bool _leaveOpen;
    private readonly IContainerCodec _codec;
    private readonly int _blockBytes;
    private readonly byte[] _sync;
    private readonly ByteBuffer _data = new(BlockBytesDefault * 2);
    private readonly ByteBuffer _packed = new(BlockBytesDefault * 2);
    private readonly ByteBuffer _head = new(256);
    private long _count;

    /// <param name="stream">Written from where it stands.</param>
    /// <param name="schemaJson">Schema of the records.</param>
    /// <param name="codec">Default <see cref="ContainerCodecs.Null"/>.</param>
    /// <param name="metadata">Further keys; none may start with "avro.".</param>
    /// <param name="blockBytes">A block is written once its data, unpacked, reaches this; 32 to 2^30.</param>
    /// <param name="leaveOpen">Whether disposing leaves the stream open.</param>
    /// <exception cref="SchemaException">The schema is not one.</exception>
    public ContainerWriter(
        Stream stream, string schemaJson, IContainerCodec? codec = null, IReadOnlyDictionary<string, byte[]>? metadata = null,
        int blockBytes = BlockBytesDefault, bool leaveOpen = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(blockBytes, 32);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(blockBytes, 1 << 30);
        Schema.Parse(schemaJson);
        _stream = stream;
        _codec = codec ?? ContainerCodecs.Null;
        _blockBytes = blockBytes;
        _leaveOpen = leaveOpen;
        WriteHeader(schemaJson, metadata ?? new Dictionary<string, byte[]>(StringComparer.Ordinal));
        _sync = SHA256.HashData(_head.Written)[..ContainerHeader.SyncBytes];
        _head.Append(_sync);
        _stream.Write(_head.Written);
    }

    /// <summary>Adds one record: its bytes by the schema, without any header.</summary>
    public void Append(ReadOnlySpan<byte> record)
    {
        _data.Append(record);
        _count++;
        if (_data.Length >= _blockBytes) EndBlock();
    }

    /// <summary>Ends the open block and flushes the stream.</summary>
    public void Flush()
    {
        EndBlock();
        _stream.Flush();
    }

    public void Dispose()
    {
        Flush();
        if (!_leaveOpen) _stream.Dispose();
    }

    private void EndBlock()
    {
        if (_count == 0) return;
        _packed.Clear();
        _codec.Pack(_data, _packed);
        _head.Clear();
        var writer = new AvroWriter(_head);
        writer.WriteLong(_count);
        writer.WriteLong(_packed.Length);
        _stream.Write(_head.Written);
        _stream.Write(_packed.Written);
        _stream.Write(_sync);
        _data.Clear();
        _count = 0;
    }

    private void WriteHeader(string schemaJson, IReadOnlyDictionary<string, byte[]> metadata)
    {
        var writer = new AvroWriter(_head);
        writer.WriteFixed(ContainerHeader.Magic);
        writer.WriteLong(metadata.Count + 2);
        WriteEntry(writer, ContainerHeader.SchemaKey, Encoding.UTF8.GetBytes(schemaJson));
        WriteEntry(writer, ContainerHeader.CodecKey, Encoding.UTF8.GetBytes(_codec.Name));
        foreach ((string key, byte[] value) in metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (key.StartsWith("avro.", StringComparison.Ordinal))
                throw new ArgumentException($"\"{key}\" is one of Avro's own keys", nameof(metadata));
            WriteEntry(writer, key, value);
        }

        writer.WriteLong(0);
    }

    private static void WriteEntry(AvroWriter writer, string key, byte[] value)
    {
        writer.WriteBytes(Encoding.UTF8.GetBytes(key));
        writer.WriteBytes(value);
    }
}
