using Houle.Avro.Binary;

namespace Houle.Avro.Containers;

/// <summary>A stream read through a buffer, with its position; never asks for more memory than has already arrived.</summary>
internal sealed class ContainerSource(Stream stream)
{
    private const int ChunkBytes = 64 << 10;
    private readonly byte[] _chunk = new byte[ChunkBytes];
    private int _start;
    private int _end;
    private long _chunkPosition;

    /// <summary>Offset in the file of the next byte.</summary>
    public long Position => _chunkPosition + _start;

    /// <summary>Whether the stream has ended: reads ahead to know.</summary>
    public bool IsAtEnd => _start == _end && !Fill();

    public byte ReadByte()
    {
        if (IsAtEnd) throw new AvroException("the file ends here, too early", Position);
        return _chunk[_start++];
    }

    public long ReadLong()
    {
        long position = Position;
        Span<byte> bytes = stackalloc byte[10];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = ReadByte();
            if (bytes[i] < 0x80) return new AvroReader(bytes[..(i + 1)]).ReadLong();
        }

        throw new AvroException("a number of more than 64 bits", position);
    }

    /// <summary>Appends the next <paramref name="count"/> bytes, as they arrive.</summary>
    public void Read(int count, ByteBuffer into)
    {
        while (count > 0)
        {
            int part = Math.Min(count, _end - _start);
            if (part > 0)
            {
                into.Append(_chunk.AsSpan(_start, part));
                _start += part;
            }
            else if (count >= ChunkBytes)
            {
                part = ReadDirectly(into); // without a copy
            }
            else if (!Fill())
            {
                part = 0;
            }
            else
            {
                continue;
            }

            if (part == 0) throw new AvroException($"the file ends here, {count} bytes too early", Position);
            count -= part;
        }
    }

    private int ReadDirectly(ByteBuffer into)
    {
        int read = stream.Read(into.GetSpan(ChunkBytes)[..ChunkBytes]);
        into.Advance(read);
        _chunkPosition += _end + read;
        _start = _end = 0;
        return read;
    }

    private bool Fill()
    {
        _chunkPosition += _end;
        _start = 0;
        _end = stream.Read(_chunk);
        return _end > 0;
    }
}
