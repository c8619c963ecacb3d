using Houle.Avro.Binary;
using Houle.Avro.Schemas;

namespace Houle.Avro.Containers;

/// <summary>Reads an object container file forward, block by block, and hands out each record's bytes.</summary>
/// <remarks>Every record is checked against the file's schema before it is handed out, and every block against its sync marker
/// before its first record. Blocks of no records are passed (Java ends there). Memory: one block as it is packed and one as it is
/// unpacked, each within <see cref="ContainerLimits.BlockBytesMax"/>, and no more than has arrived. <see cref="RecordReader{T}"/>
/// reads generated types, <see cref="Generic.GenericReader"/> takes the bytes of any schema.</remarks>
public sealed class ContainerReader : IDisposable
{
    private readonly Stream _stream;
    private readonly bool _leaveOpen;
    private readonly ContainerSource _source;
    private readonly ContainerLimits _limits;
    private readonly IContainerCodec _codec;
    private readonly int _recordBytesMin;
    private readonly ByteBuffer _packed;
    private readonly ByteBuffer _data; // the same one where blocks are not packed
    private readonly ByteBuffer _sync = new(ContainerHeader.SyncBytes);
    private long _blockPosition;
    private long _left;
    private int _next;

    /// <param name="stream">Read from where it stands; need not be seekable.</param>
    /// <param name="limits">Bounds of memory.</param>
    /// <param name="codecs">Codecs to know; default <see cref="ContainerCodecs.Standard"/>.</param>
    /// <param name="leaveOpen">Whether disposing leaves the stream open.</param>
    /// <exception cref="AvroException">The header is not one, or names a codec that is not known.</exception>
    public ContainerReader(
        Stream stream, ContainerLimits? limits = null, IReadOnlyList<IContainerCodec>? codecs = null, bool leaveOpen = false)
    {
        _stream = stream;
        _leaveOpen = leaveOpen;
        _limits = limits ?? new ContainerLimits();
        _source = new ContainerSource(stream);
        Header = ContainerHeader.Read(_source, _limits);
        codecs ??= ContainerCodecs.Standard;
        _codec = codecs.FirstOrDefault(codec => codec.Name == Header.Codec) ?? throw new AvroException(
            $"the codec \"{Header.Codec}\" is not known; {string.Join(", ", codecs.Select(codec => codec.Name))} are", ContainerHeader.Magic.Length);
        _recordBytesMin = SchemaSize.BytesMin(Header.Schema);
        int firstBytes = Math.Min(64 << 10, _limits.BlockBytesMax);
        _packed = new ByteBuffer(firstBytes, _limits.BlockBytesMax);
        _data = ReferenceEquals(_codec, ContainerCodecs.Null) ? _packed : new ByteBuffer(firstBytes, _limits.BlockBytesMax);
    }

    public ContainerHeader Header { get; }

    /// <summary>Records handed out so far: the number of the last one, from 1.</summary>
    public long RecordNumber { get; private set; }

    /// <summary>Offset in the file of the block that the last record stands in.</summary>
    public long BlockPosition => _blockPosition;

    /// <summary>Moves to the next record.</summary>
    /// <param name="record">Its bytes by <see cref="ContainerHeader.Schema"/>; valid until the next call.</param>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="AvroException">The file is damaged from here on; says at which byte.</exception>
    public bool TryRead(out ReadOnlySpan<byte> record)
    {
        if (!TryNext(out ReadOnlySpan<byte> rest))
        {
            record = default;
            return false;
        }

        var reader = new AvroReader(rest);
        try
        {
            SchemaSkipper.Skip(Header.Schema, ref reader, checksText: true);
        }
        catch (AvroException error)
        {
            throw Located(FaultFinder.Explain(Header.Schema, rest, error, checksDecimals: false));
        }

        record = rest[..reader.Position];
        Pass(reader.Position);
        return true;
    }

    /// <summary>Moves to the next record, which starts with the first of <paramref name="rest"/>: call <see cref="Pass"/> once it is read.</summary>
    internal bool TryNext(out ReadOnlySpan<byte> rest)
    {
        rest = default;
        while (_left == 0)
        {
            if (!ReadBlock()) return false;
        }

        rest = _data.Written[_next..];
        return true;
    }

    /// <summary>Goes past a record of that many bytes.</summary>
    internal void Pass(int bytes)
    {
        _next += bytes;
        _left--;
        RecordNumber++;
        if (_left == 0 && _next != _data.Length)
            throw new AvroException($"the block at byte {_blockPosition} has {_data.Length - _next} bytes after its last record", _source.Position);
    }

    public void Dispose()
    {
        if (!_leaveOpen) _stream.Dispose();
    }

    private bool ReadBlock()
    {
        if (_source.IsAtEnd) return false;
        _blockPosition = _source.Position;
        long count = _source.ReadLong();
        long size = _source.ReadLong();
        if (size < 0 || size > _limits.BlockBytesMax)
            throw new AvroException($"a block of {size} bytes; 0 to {_limits.BlockBytesMax} are allowed", _blockPosition);
        _packed.Clear();
        _source.Read((int)size, _packed);
        CheckSync();
        Unpack();
        CheckCount(count);
        _left = count;
        _next = 0;
        return true;
    }

    private void CheckSync()
    {
        long position = _source.Position;
        _sync.Clear();
        _source.Read(ContainerHeader.SyncBytes, _sync);
        if (!_sync.Written.SequenceEqual(Header.Sync))
            throw new AvroException($"the block at byte {_blockPosition} does not end in the file's sync marker", position);
    }

    private void Unpack()
    {
        if (ReferenceEquals(_data, _packed)) return;
        _data.Clear();
        try
        {
            _codec.Unpack(_packed, _data);
        }
        catch (InvalidDataException error)
        {
            throw new AvroException($"a block that is not {_codec.Name}: {error.Message}", _blockPosition, inner: error);
        }
    }

    private void CheckCount(long count)
    {
        long countMax = _recordBytesMin == 0 ? AvroLimits.EmptyItemsMax : _data.Length / _recordBytesMin;
        if (count < 0 || count > countMax || (count == 0 && _data.Length > 0))
            throw new AvroException($"a block of {count} records in {_data.Length} bytes", _blockPosition);
    }

    /// <summary>A record's error, placed in the file: exactly where blocks are not packed, else by its block.</summary>
    internal AvroException Located(AvroException error)
    {
        string place = $"record {RecordNumber + 1}, in the block at byte {_blockPosition}, {error.What}";
        long position = ReferenceEquals(_codec, ContainerCodecs.Null)
            ? _source.Position - ContainerHeader.SyncBytes - _data.Length + _next + error.Position : _blockPosition;
        return new AvroException(place, position, error.Path, error);
    }
}
