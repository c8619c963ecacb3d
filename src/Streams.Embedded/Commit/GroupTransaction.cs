using Houle.Streams.Embedded.Storage;
using Houle.Streams.Log;

namespace Houle.Streams.Embedded.Commit;

/// <summary>Makes a group of batches true: all of them, or none. Used by the commit thread alone.</summary>
/// <remarks>
/// Order is what makes it safe: bytes first, then their files' names in the folder, then the commit store that says that
/// they count. A crash before the last leaves bytes that nobody counts, and the next opening cuts them off.
/// </remarks>
internal sealed class GroupTransaction(
    EmbeddedLogOptions options, TimeProvider time, Catalogue catalogue, CommitStore store, CommitSignal signal) : IDisposable
{
    private readonly Dictionary<Partition, PartitionWriter> _writers = [];
    private readonly List<PartitionWriter> _touched = [];
    private readonly HashSet<string> _newFilesIn = new(StringComparer.Ordinal);
    private readonly List<Action> _flushes = [];
    private readonly FlushCrew _crew = new(options.FlushesAtOnceMax);

    /// <summary>Commits batches; when it returns, readers see them.</summary>
    /// <returns>Null, or why nothing was committed: there is no space.</returns>
    /// <exception cref="InDoubtException">Nobody can say what is on the disk.</exception>
    public LogException? TryCommit(List<BatchRequest> batches) => TryCommit(() => Append(batches), batches);

    /// <summary>Closes the last segments of partitions: each gets a new, empty one.</summary>
    public LogException? TryCloseSegments(IEnumerable<Partition> partitions)
    {
        LogException? failure = TryCommit(
            () =>
            {
                foreach (Partition partition in partitions) WriterOf(partition).CloseSegment();
            },
            []);
        Settle();
        return failure;
    }

    /// <summary>Closes files that became full, and gets ready for the next group: after those who wait have their answer.</summary>
    public void Settle()
    {
        foreach (PartitionWriter writer in _touched) writer.Settle();
        _touched.Clear();
    }

    public static bool IsOfDisk(Exception failure) => failure is IOException or UnauthorizedAccessException;

    public void Dispose()
    {
        foreach (PartitionWriter writer in _writers.Values) writer.Dispose();
        _crew.Dispose();
    }

    private LogException? TryCommit(Action write, List<BatchRequest> batches)
    {
        try
        {
            options.Step(LogSteps.BeforeAppend);
            write();
            foreach (PartitionWriter writer in _touched) writer.Flush();
            options.Step(LogSteps.AfterAppend);
        }
        catch (Exception failure) when (IsOfDisk(failure))
        {
            return Undone(failure);
        }
        Sync();
        options.Step(LogSteps.AfterSync);
        try
        {
            store.Commit(() => Save(batches));
        }
        catch (NotCommittedException failure)
        {
            return Undone(failure);
        }
        options.Step(LogSteps.AfterCommit);
        Publish(batches);
        return null;
    }

    private void Append(List<BatchRequest> batches)
    {
        foreach (BatchRequest request in batches)
        {
            long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
            Topic? topic = null;
            PartitionWriter? writer = null;
            foreach (ref readonly PendingRecord record in request.Batch.Records)
            {
                Partition partition = catalogue.Find(record.Partition, ref topic);
                if (writer is null || !ReferenceEquals(writer.Partition, partition))
                {
                    writer?.TellLastOffset(request.Batch);
                    writer = WriterOf(partition);
                }
                writer.Append(
                    request.Batch, record, record.TimestampMs == CommitBatch.StampAtCommit ? nowMs : record.TimestampMs);
            }
            writer?.TellLastOffset(request.Batch);
        }
    }

    private PartitionWriter WriterOf(Partition partition)
    {
        if (!_writers.TryGetValue(partition, out PartitionWriter? writer))
            _writers.Add(partition, writer = new PartitionWriter(partition, options));
        if (!writer.IsTouched)
        {
            writer.IsTouched = true;
            _touched.Add(writer);
        }
        return writer;
    }

    private void Sync()
    {
        try
        {
            foreach (PartitionWriter writer in _touched)
            {
                foreach (SegmentWriter segment in writer.Touched)
                {
                    _flushes.Add(segment.Sync);
                    if (segment.IsNew) _newFilesIn.Add(writer.Partition.Folder);
                }
            }
            foreach (string folder in _newFilesIn) _flushes.Add(() => options.Disk.SyncFolder(folder));
            _crew.Run(_flushes);
        }
        catch (IOException failure)
        {
            throw new InDoubtException(failure);
        }
        _newFilesIn.Clear();
        _flushes.Clear();
    }

    private void Save(List<BatchRequest> batches)
    {
        foreach (PartitionWriter writer in _touched) writer.Save(store);
        foreach (BatchRequest request in batches)
        {
            foreach ((string group, TopicPartition name, GroupPosition position) in request.Batch.Positions)
                store.SavePosition(group, catalogue.Find(name).TopicNumber, name.Partition, position);
            foreach ((TopicPartition name, long offset) in request.Batch.Trims)
                store.SaveTrim(catalogue.Find(name).TopicNumber, name.Partition, offset);
        }
        options.Step(LogSteps.InTransaction);
    }

    private void Publish(List<BatchRequest> batches)
    {
        lock (catalogue.Gate)
        {
            foreach (PartitionWriter writer in _touched) writer.Publish();
            foreach (BatchRequest request in batches)
            {
                foreach ((string group, TopicPartition partition, GroupPosition position) in request.Batch.Positions)
                    catalogue.SetPosition(group, partition, position);
                foreach ((TopicPartition name, long offset) in request.Batch.Trims)
                {
                    Partition partition = catalogue.Find(name);
                    partition.TrimmedBefore = Math.Max(partition.TrimmedBefore, offset);
                }
            }
        }
        signal.Raise();
    }

    /// <summary>Puts everything back as it was before the commit.</summary>
    private LogException Undone(Exception failure)
    {
        foreach (PartitionWriter writer in _touched) writer.Undo();
        _touched.Clear();
        return new LogException(
            $"nothing was committed: {failure.Message}; make space on the disk, then commit again", failure);
    }
}
