using Houle.Avro.Binary;
using Houle.Streams.Embedded.Segments;
using Houle.Streams.Embedded.Storage;
using Houle.Streams.Log;

namespace Houle.Streams.Embedded.Commit;

/// <summary>Writes one partition's part of the commit under way. Used by the commit thread alone.</summary>
internal sealed class PartitionWriter(Partition partition, EmbeddedLogOptions options) : IDisposable
{
    private readonly ByteBuffer _staging = new();
    private readonly List<SegmentWriter> _touched = [];
    private SegmentWriter? _current;

    public Partition Partition => partition;

    /// <summary>Whether the commit under way writes here.</summary>
    public bool IsTouched { get; set; }

    /// <summary>Segments that the commit under way writes to, in order.</summary>
    public IReadOnlyList<SegmentWriter> Touched => _touched;

    public void Append(CommitBatch batch, in PendingRecord record, long timestampMs)
    {
        SegmentWriter to = WriterFor(RecordFrame.BytesOf(record));
        to.Append(_staging, batch, record, timestampMs);
    }

    public void TellLastOffset(CommitBatch batch) => batch.SetLastOffset(partition.Name, _current!.NextOffset - 1);

    public void Flush() => _current?.Flush(_staging);

    public void Save(CommitStore store)
    {
        foreach (SegmentWriter writer in _touched)
        {
            store.SaveSegment(new SegmentRow(
                partition.TopicNumber, partition.Name.Partition, writer.Segment.BaseOffset, writer.NextOffset, writer.Bytes,
                writer.Times));
        }
    }

    /// <summary>Shows readers what was committed; called under the catalogue's lock.</summary>
    public void Publish()
    {
        foreach (SegmentWriter writer in _touched)
        {
            if (writer.IsNew) partition.Add(writer.Segment);
            writer.Publish();
        }
    }

    /// <summary>Closes segments that are full, with their indexes beside them, and gets ready for the next commit.</summary>
    public void Settle()
    {
        foreach (SegmentWriter writer in _touched)
        {
            if (ReferenceEquals(writer, _current)) continue;
            writer.Dispose();
            writer.Segment.Index.Settle(writer.Segment);
        }
        _touched.Clear();
        IsTouched = false;
    }

    /// <summary>Makes the files as they were before the commit.</summary>
    public void Undo()
    {
        _staging.Clear();
        foreach (SegmentWriter writer in _touched)
        {
            writer.Undo();
            writer.Dispose();
        }
        _touched.Clear();
        IsTouched = false;
        _current = null; // the partition's last segment is opened again for the next commit
    }

    /// <summary>Gives the partition a new segment, whether or not the last has room.</summary>
    public void CloseSegment() => Touch(NewSegment(Current()));

    /// <summary>A clean end: the next life finds the open segment's index made.</summary>
    public void Dispose()
    {
        if (_current is null) return;
        _current.Dispose();
        _current.Segment.Index.Settle(_current.Segment);
    }

    private SegmentWriter WriterFor(int frameBytes)
    {
        SegmentWriter? last = Current();
        return Touch(last is not null && last.HasRoomFor(frameBytes, options.SegmentBytes) ? last : NewSegment(last));
    }

    /// <summary>The partition's last segment, opened where the process has not written yet; null before the first.</summary>
    private SegmentWriter? Current() =>
        _current ?? (partition.Last is { } last ? new SegmentWriter(options.Disk, last, isNew: false) : null);

    private SegmentWriter NewSegment(SegmentWriter? last)
    {
        if (last is not null) Touch(last).Flush(_staging);
        return new SegmentWriter(options.Disk, partition.NewSegment(last?.NextOffset ?? 0), isNew: true);
    }

    private SegmentWriter Touch(SegmentWriter writer)
    {
        _current = writer;
        if (_touched.Count == 0 || !ReferenceEquals(_touched[^1], writer)) _touched.Add(writer);
        return writer;
    }
}
