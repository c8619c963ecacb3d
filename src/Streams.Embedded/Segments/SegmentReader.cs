using System.Buffers;
using Houle.Streams.Log;

namespace Houle.Streams.Embedded.Segments;

/// <summary>What was committed of a segment when a read began.</summary>
internal readonly record struct SegmentView(Segment Segment, long EndOffset, long Bytes, bool IsClosed);

/// <summary>Reads chunks of a segment straight into a batch's buffer, and marks the records in them.</summary>
/// <param name="files">Open files.</param>
/// <param name="saveIndexes">Whether an index made by walking a closed segment is kept beside it.</param>
internal sealed class SegmentReader(SegmentFiles files, bool saveIndexes)
{
    /// <summary>Fills the batch with records from <paramref name="offset"/>, which the view holds.</summary>
    /// <exception cref="LogCorruptException">The file is not what was committed.</exception>
    public void Read(in SegmentView view, long offset, RecordBatch into)
    {
        Segment segment = view.Segment;
        SegmentView captured = view;
        IndexEntry from = segment.Index.Floor((int)(offset - segment.BaseOffset), (entries, start, end) => LoadIndex(captured, entries, start, end));
        long at = from.Position;
        long next = segment.BaseOffset + from.Offset;
        int chunkBytes = ChunkBytes(view, into);
        while (into.Count == 0)
        {
            into.Buffer.Clear();
            int bytes = (int)Math.Min(chunkBytes, view.Bytes - at);
            Fill(segment, at, into.Buffer.GetSpan(bytes)[..bytes]);
            into.Buffer.Advance(bytes);
            int taken = Mark(view, at, ref next, offset, into, out int missing);
            if (into.Count == 0 && taken == 0 && missing == 0) throw Corrupt(segment, next, at, "the record is cut off");
            at += taken;
            chunkBytes = Math.Max(chunkBytes, missing);
        }
    }

    /// <summary>Marks the whole records of a chunk that starts at <paramref name="at"/> with record <paramref name="next"/>.</summary>
    /// <param name="missing">Bytes of the first record that is not wholly in the chunk; 0 if unknown.</param>
    /// <returns>Bytes of whole records.</returns>
    private static int Mark(
        in SegmentView view, long at, ref long next, long offset, RecordBatch into, out int missing)
    {
        ReadOnlySpan<byte> chunk = into.Buffer.Written;
        int position = 0;
        int firstAt = -1;
        missing = 0;
        while (chunk.Length - position >= RecordFrame.HeaderBytes)
        {
            int length = RecordFrame.ClaimedLength(chunk[position..]);
            if (length < RecordFrame.HeaderBytes || length > view.Bytes - at - position)
                throw Corrupt(view.Segment, next, at + position, $"it claims a length of {length} bytes");
            if (length > chunk.Length - position)
            {
                missing = length;
                break;
            }
            if (next >= offset)
            {
                if (firstAt < 0) firstAt = position;
                if (into.Count > 0 && (into.Count == into.RecordsMax || position + length - firstAt > into.BytesMax)) break;
                if (!RecordFrame.TryRead(chunk.Slice(position, length), next, position, out RecordSlice slice))
                    throw Corrupt(view.Segment, next, at + position, "its checksum does not match");
                into.AddSlice(slice);
            }
            position += length;
            next++;
        }
        if (at + position == view.Bytes && next != view.EndOffset)
            throw Corrupt(view.Segment, next, at + position, $"the file ends there, and not at offset {view.EndOffset}");
        return position;
    }

    /// <summary>Enough for the records the batch may take, judged by their mean size, and for the walk to the first.</summary>
    private static int ChunkBytes(in SegmentView view, RecordBatch into)
    {
        long mean = view.Bytes / (view.EndOffset - view.Segment.BaseOffset) + 1;
        long wanted = Math.Min(into.BytesMax, into.RecordsMax * mean * 2);
        return (int)Math.Min(wanted + SegmentIndex.IntervalBytes, EmbeddedLogOptions.SegmentBytesMax);
    }

    private void LoadIndex(in SegmentView view, List<IndexEntry> entries, IndexEntry from, IndexEntry to)
    {
        if (from.Position == 0 && SegmentIndexFile.TryLoad(view.Segment.Path, to.Position) is { } saved)
        {
            entries.AddRange(saved);
            return;
        }
        Walk(view.Segment, entries, from, to);
        bool isAll = view.IsClosed && to.Position == view.Bytes;
        if (saveIndexes && isAll) SegmentIndexFile.TrySave(view.Segment.Path, to.Position, entries);
    }

    /// <summary>Goes from header to header.</summary>
    private void Walk(Segment segment, List<IndexEntry> entries, IndexEntry from, IndexEntry to)
    {
        const int chunkBytes = 1 << 20;
        byte[] chunk = ArrayPool<byte>.Shared.Rent(chunkBytes);
        long at = from.Position, chunkAt = at, indexedTo = at;
        int offset = from.Offset, chunkLength = 0;
        while (at < to.Position)
        {
            if (at + RecordFrame.HeaderBytes > chunkAt + chunkLength)
            {
                chunkAt = at;
                chunkLength = (int)Math.Min(chunkBytes, to.Position - at);
                Fill(segment, at, chunk.AsSpan(0, chunkLength));
            }
            int length = to.Position - at < RecordFrame.HeaderBytes
                ? 0
                : RecordFrame.ClaimedLength(chunk.AsSpan((int)(at - chunkAt)));
            if (length < RecordFrame.HeaderBytes || length > to.Position - at)
                throw Corrupt(segment, segment.BaseOffset + offset, at, $"it claims a length of {length} bytes");
            if (at - indexedTo >= SegmentIndex.IntervalBytes)
            {
                entries.Add(new IndexEntry(offset, (int)at));
                indexedTo = at;
            }
            at += length;
            offset++;
        }
        ArrayPool<byte>.Shared.Return(chunk);
        if (offset != to.Offset)
            throw Corrupt(segment, segment.BaseOffset + offset, at, $"the walk counts {offset} records of {to.Offset}");
    }

    private void Fill(Segment segment, long at, Span<byte> to)
    {
        int filled = 0;
        while (filled < to.Length)
        {
            int read = files.Read(segment, to[filled..], at + filled);
            if (read == 0)
                throw new LogCorruptException($"{segment.Path} ends at byte {at + filled}, before what was committed");
            filled += read;
        }
    }

    private static LogCorruptException Corrupt(Segment segment, long offset, long at, string what) =>
        new($"{segment.Path} is damaged at byte {at}, {segment.Partition} offset {offset}: {what}; restore the file from a copy");
}
