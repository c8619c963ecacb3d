using Houle.Avro.Binary;
using Houle.Streams.Embedded.Segments;
using Houle.Streams.Log;
using Microsoft.Win32.SafeHandles;

namespace Houle.Streams.Embedded.Commit;

/// <summary>Appends to one segment's file past what is committed; a commit makes it true, or it is cut back.</summary>
internal sealed class SegmentWriter : IDisposable
{
    /// <summary>Frames are gathered to this many bytes for one write.</summary>
    private const int StagingBytes = 256 << 10;

    private readonly LogDisk _disk;
    private readonly SafeFileHandle _file;
    private readonly List<IndexEntry> _index = [];
    private long _indexedTo;
    private long _written;
    private long _next;

    public SegmentWriter(LogDisk disk, Segment segment, bool isNew)
    {
        _disk = disk;
        Segment = segment;
        IsNew = isNew;
        _file = isNew ? disk.Create(segment.Path) : disk.Open(segment.Path);
        Forget();
    }

    public Segment Segment { get; }

    /// <summary>Made for the commit under way: not in the partition yet.</summary>
    public bool IsNew { get; private set; }

    /// <summary>Bytes with those of the commit under way.</summary>
    public long Bytes { get; private set; }

    public long NextOffset => _next;

    /// <summary>Of all records with those of the commit under way.</summary>
    public TimeRange Times { get; private set; }

    public bool HasRoomFor(int frameBytes, int segmentBytes) => Bytes == 0 || Bytes + frameBytes <= segmentBytes;

    public void Append(ByteBuffer staging, CommitBatch batch, in PendingRecord record, long timestampMs)
    {
        int frameBytes = RecordFrame.BytesOf(record);
        // A batch lays headers, key and value of a record back to back.
        ReadOnlySpan<byte> body = batch.Buffer.Written.Slice(record.HeadersStart, frameBytes - RecordFrame.HeaderBytes);
        RecordFrame.Write(
            staging.GetSpan(frameBytes)[..frameBytes], _next, timestampMs, record.KeyLength, record.ValueLength, body);
        staging.Advance(frameBytes);
        if (Bytes - _indexedTo >= SegmentIndex.IntervalBytes)
        {
            _index.Add(new IndexEntry((int)(_next - Segment.BaseOffset), (int)Bytes));
            _indexedTo = Bytes;
        }
        Bytes += frameBytes;
        _next++;
        Times = Times.With(timestampMs);
        if (staging.Length >= StagingBytes) Flush(staging);
    }

    /// <summary>Writes what was gathered.</summary>
    public void Flush(ByteBuffer staging)
    {
        if (staging.Length == 0) return;
        _disk.Write(_file, staging.Written, _written);
        _written += staging.Length;
        staging.Clear();
    }

    public void Sync() => _disk.SyncData(_file);

    /// <summary>Takes the segment over as written; called under the catalogue's lock.</summary>
    public void Publish()
    {
        Segment.Publish(_next, Bytes, Times);
        Segment.Index.Append(_index);
        _index.Clear();
        IsNew = false;
    }

    /// <summary>Cuts the file back to what is committed; a new file is deleted.</summary>
    public void Undo()
    {
        if (IsNew)
        {
            _file.Dispose();
            _disk.Delete(Segment.Path);
        }
        else
        {
            _disk.SetLength(_file, Segment.Bytes);
            Forget();
        }
    }

    public void Dispose() => _file.Dispose();

    private void Forget()
    {
        _index.Clear();
        _written = Bytes = _indexedTo = Segment.Bytes;
        _next = Segment.EndOffset;
        Times = Segment.Times;
    }
}
