using Houle.Avro.Binary;

namespace Houle.Ingest.Merge;

/// <summary>Rows in chunks of a mebibyte that are kept when cleared: growing copies nothing and leaves no garbage.</summary>
internal sealed class RowChunks
{
    private const int ChunkBytes = 1 << 20;
    private readonly List<ByteBuffer> _chunks = [];
    private int _last = -1;

    /// <summary>Bytes of all rows.</summary>
    public long Bytes { get; private set; }

    /// <summary>Adds the row that <paramref name="write"/> appends to the buffer it is given.</summary>
    public (int Chunk, int Start, int Length) Add<TState>(TState state, Action<TState, ByteBuffer> write)
    {
        // A chunk is left before it would have to grow for a row of usual size; a long row may still grow the last one.
        if (_last < 0 || _chunks[_last].Length > ChunkBytes - (ChunkBytes / 64))
        {
            _last++;
            if (_last == _chunks.Count) _chunks.Add(new ByteBuffer(ChunkBytes));
        }

        ByteBuffer chunk = _chunks[_last];
        int start = chunk.Length;
        write(state, chunk);
        Bytes += chunk.Length - start;
        return (_last, start, chunk.Length - start);
    }

    public ReadOnlySpan<byte> Row(int chunk, int start, int length) => _chunks[chunk].Written.Slice(start, length);

    public void Clear()
    {
        foreach (ByteBuffer chunk in _chunks) chunk.Clear();
        _last = -1;
        Bytes = 0;
    }
}
