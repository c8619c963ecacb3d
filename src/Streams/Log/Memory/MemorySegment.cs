using System.Diagnostics;

namespace Houle.Streams.Log.Memory;

/// <summary>A run of a partition's records in one array: headers, key and value of each, back to back.</summary>
internal sealed class MemorySegment(long baseOffset, int bytes)
{
    private readonly record struct Entry(
        long TimestampMs, int Start, int HeadersLength, int KeyLength, int ValueLength)
    {
        public int Bytes => HeadersLength + Math.Max(0, KeyLength) + Math.Max(0, ValueLength);
    }

    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(bytes);
    private Entry[] _entries = new Entry[16];
    private int _count;

    public long BaseOffset { get; } = baseOffset;

    public long End => BaseOffset + _count;

    public int Length { get; private set; }

    public long TimestampMinMs { get; private set; } = long.MaxValue;

    public long TimestampMaxMs { get; private set; } = long.MinValue;

    public bool HasRoomFor(int recordBytes) => recordBytes <= bytes - Length;

    public void Append(CommitBatch batch, in PendingRecord record, int recordBytes, long timestampMs)
    {
        Debug.Assert(HasRoomFor(recordBytes));
        if (_count == _entries.Length) Array.Resize(ref _entries, _count * 2);
        // A batch lays headers, key and value of a record back to back.
        batch.Buffer.Written.Slice(record.HeadersStart, recordBytes).CopyTo(_bytes.AsSpan(Length));
        _entries[_count++] = new Entry(timestampMs, Length, record.HeadersLength, record.KeyLength, record.ValueLength);
        Length += recordBytes;
        TimestampMinMs = Math.Min(TimestampMinMs, timestampMs);
        TimestampMaxMs = Math.Max(TimestampMaxMs, timestampMs);
    }

    /// <summary>Copies records from <paramref name="offset"/> to before <paramref name="end"/> while there is room.</summary>
    /// <returns>False when the batch is full.</returns>
    public bool CopyTo(long offset, long end, int recordsMax, RecordBatch into)
    {
        int first = (int)(offset - BaseOffset);
        int limit = (int)(Math.Min(end, End) - BaseOffset);
        Debug.Assert(first < limit);
        int start = _entries[first].Start;
        int room = into.BytesMax - into.Buffer.Length;
        int next = first;
        int copied = 0;
        while (next < limit && into.Count + (next - first) < recordsMax)
        {
            int recordBytes = _entries[next].Bytes;
            bool isFirstOfBatch = into.Count == 0 && next == first;
            if (!isFirstOfBatch && copied + recordBytes > room) break;
            copied += recordBytes;
            next++;
        }

        int shift = into.Buffer.Length - start;
        into.Buffer.Append(_bytes.AsSpan(start, copied));
        for (int i = first; i < next; i++)
        {
            ref readonly Entry entry = ref _entries[i];
            int headersStart = entry.Start + shift;
            int keyStart = headersStart + entry.HeadersLength;
            into.AddSlice(new RecordSlice(
                BaseOffset + i, entry.TimestampMs, keyStart, entry.KeyLength, keyStart + Math.Max(0, entry.KeyLength),
                entry.ValueLength, headersStart, entry.HeadersLength));
        }
        return next == limit;
    }
}
