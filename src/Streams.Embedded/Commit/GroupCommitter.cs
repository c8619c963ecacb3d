using Houle.Streams.Embedded.Storage;
using Houle.Streams.Log;
using Microsoft.Data.Sqlite;

namespace Houle.Streams.Embedded.Commit;

/// <summary>The one thread that writes: takes all batches that wait, makes their segments durable, commits once for all.</summary>
/// <remarks>
/// Order is what makes it safe: bytes first, then their names in the folder, then the commit store that says they count.
/// A crash before the last leaves bytes that nobody counts, and the next opening cuts them off.
/// </remarks>
internal sealed class GroupCommitter : IDisposable
{
    private const string InDoubt = "the log cannot say whether its last change is on the disk";

    private readonly EmbeddedLogOptions _options;
    private readonly TimeProvider _time;
    private readonly Catalogue _catalogue;
    private readonly CommitStore _store;
    private readonly CommitSignal _signal;
    private readonly Dictionary<string, long> _epochs;
    private readonly RequestQueue _queue;
    private readonly Thread _thread;

    private readonly Dictionary<Partition, PartitionWriter> _writers = [];
    private readonly List<PartitionWriter> _touched = [];
    private readonly HashSet<string> _newFilesIn = new(StringComparer.Ordinal);
    private readonly List<BatchRequest> _accepted = [];
    private Exception? _broken;

    public GroupCommitter(
        EmbeddedLogOptions options, TimeProvider time, Catalogue catalogue, CommitStore store, CommitSignal signal)
    {
        (_options, _time, _catalogue, _store, _signal) = (options, time, catalogue, store, signal);
        _epochs = store.Producers().ToDictionary(
            static producer => producer.Id, static producer => producer.Epoch, StringComparer.Ordinal);
        _queue = new RequestQueue(options.PendingBytesMax);
        _thread = new Thread(Run) { IsBackground = true, Name = "embedded log: group commit" };
        _thread.Start();
    }

    public (int Batches, long Bytes, int Blocked) Load => _queue.Load;

    /// <summary>Makes a batch true, together with whatever else waits.</summary>
    public void Commit(BatchRequest request)
    {
        _queue.Add(request);
        request.Wait();
    }

    /// <summary>Runs on the commit thread, after all that was asked for before.</summary>
    public void Do(Action errand)
    {
        using Errand request = new(errand);
        _queue.Add(request);
        request.Wait();
    }

    /// <summary>Fences earlier producers of the id. For errands only.</summary>
    public long RaiseEpoch(string transactionalId)
    {
        long epoch = _epochs.GetValueOrDefault(transactionalId) + 1;
        _store.Commit(() => _store.SaveProducer(transactionalId, epoch));
        _epochs[transactionalId] = epoch;
        return epoch;
    }

    /// <summary>Closes the last segments of partitions: each gets a new, empty one. For errands only.</summary>
    public void CloseSegments(IEnumerable<Partition> partitions)
    {
        _accepted.Clear();
        LogException? failure = TryCommit(() =>
        {
            foreach (Partition partition in partitions) WriterOf(partition).CloseSegment();
        });
        if (failure is not null) throw failure;
        Settle();
    }

    /// <summary>Commits what still waits, then ends the thread.</summary>
    public void Dispose()
    {
        _queue.Close();
        _thread.Join();
        foreach (PartitionWriter writer in _writers.Values) writer.Dispose();
    }

    private void Run()
    {
        List<Request> taken = [];
        List<BatchRequest> group = [];
        while (_queue.TakeAll(ref taken))
        {
            foreach (Request request in taken)
            {
                if (request is BatchRequest batch)
                {
                    group.Add(batch);
                    continue;
                }
                Commit(group);
                Run((Errand)request);
            }
            Commit(group);
            taken.Clear();
        }
    }

    private void Run(Errand errand)
    {
        try
        {
            if (_broken is not null) throw Refusal();
            errand.Run();
            errand.Complete();
        }
        catch (SqliteException failure)
        {
            Break(InDoubt, failure);
            errand.Complete(Refusal());
        }
        catch (Exception failure)
        {
            errand.Complete(IsOfDisk(failure) ? new LogException(failure.Message, failure) : failure);
        }
    }

    private void Commit(List<BatchRequest> group)
    {
        if (group.Count == 0) return;
        long bytes = group.Sum(static request => request.Bytes);
        try
        {
            foreach (BatchRequest request in group)
            {
                if (Refused(request) is { } refusal) request.Complete(refusal);
                else _accepted.Add(request);
            }
            if (_accepted.Count > 0) CommitAccepted();
        }
        catch (Exception failure)
        {
            Break(InDoubt, failure);
        }
        _queue.Release(bytes);
        group.Clear();
        _accepted.Clear();
    }

    private void CommitAccepted()
    {
        LogException? failure = TryCommit(Append);
        foreach (BatchRequest request in _accepted) request.Complete(failure);
        Settle();
    }

    /// <summary>Writes, makes durable, commits, shows; or leaves everything as it was, and says why.</summary>
    private LogException? TryCommit(Action write)
    {
        try
        {
            _options.Step(LogSteps.BeforeAppend);
            write();
            foreach (PartitionWriter writer in _touched) writer.Flush();
            _options.Step(LogSteps.AfterAppend);
        }
        catch (Exception failure) when (IsOfDisk(failure))
        {
            return Undone(failure);
        }
        Sync();
        _options.Step(LogSteps.AfterSync);
        try
        {
            _store.Commit(Save);
        }
        catch (NotCommittedException failure)
        {
            return Undone(failure);
        }
        _options.Step(LogSteps.AfterCommit);
        Publish();
        return null;
    }

    private Exception? Refused(BatchRequest request)
    {
        if (_broken is not null) return Refusal();
        if (_epochs[request.TransactionalId] != request.Epoch) return new ProducerFencedException(request.TransactionalId);
        try
        {
            Topic? topic = null;
            foreach (ref readonly PendingRecord record in request.Batch.Records)
            {
                _catalogue.Find(record.Partition, ref topic);
                int bytes = Segments.RecordFrame.BodyBytesOf(record);
                if (bytes > _options.RecordBytesMax)
                    return new RecordTooLargeException(record.Partition, bytes, _options.RecordBytesMax);
            }
            foreach ((_, TopicPartition partition, _) in request.Batch.Positions) _catalogue.Find(partition);
            foreach ((TopicPartition partition, _) in request.Batch.Trims) _catalogue.Find(partition);
            return null;
        }
        catch (UnknownTopicException unknown)
        {
            return unknown;
        }
    }

    private void Append()
    {
        foreach (BatchRequest request in _accepted)
        {
            long nowMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
            Topic? topic = null;
            PartitionWriter? writer = null;
            foreach (ref readonly PendingRecord record in request.Batch.Records)
            {
                Partition partition = _catalogue.Find(record.Partition, ref topic);
                if (writer is null || !ReferenceEquals(writer.Partition, partition)) writer = WriterOf(partition);
                writer.Append(
                    request.Batch, record, record.TimestampMs == CommitBatch.StampAtCommit ? nowMs : record.TimestampMs);
            }
        }
    }

    private PartitionWriter WriterOf(Partition partition)
    {
        if (!_writers.TryGetValue(partition, out PartitionWriter? writer))
            _writers.Add(partition, writer = new PartitionWriter(partition, _options));
        if (!writer.IsTouched)
        {
            writer.IsTouched = true;
            _touched.Add(writer);
        }
        return writer;
    }

    private void Sync()
    {
        foreach (PartitionWriter writer in _touched)
        {
            foreach (SegmentWriter segment in writer.Touched)
            {
                segment.Sync();
                if (segment.IsNew) _newFilesIn.Add(writer.Partition.Folder);
            }
        }
        foreach (string folder in _newFilesIn) _options.Disk.SyncFolder(folder);
        _newFilesIn.Clear();
    }

    private void Save()
    {
        foreach (PartitionWriter writer in _touched) writer.Save(_store);
        foreach (BatchRequest request in _accepted)
        {
            foreach ((string group, TopicPartition name, GroupPosition position) in request.Batch.Positions)
            {
                Partition partition = _catalogue.Find(name);
                _store.SavePosition(group, partition.TopicNumber, name.Partition, position);
            }
            foreach ((TopicPartition name, long offset) in request.Batch.Trims)
                _store.SaveTrim(_catalogue.Find(name).TopicNumber, name.Partition, offset);
        }
        _options.Step(LogSteps.InTransaction);
    }

    private void Publish()
    {
        lock (_catalogue.Gate)
        {
            foreach (PartitionWriter writer in _touched) writer.Publish();
            foreach (BatchRequest request in _accepted)
            {
                foreach ((string group, TopicPartition partition, GroupPosition position) in request.Batch.Positions)
                    _catalogue.SetPosition(group, partition, position);
                foreach ((TopicPartition name, long offset) in request.Batch.Trims)
                {
                    Partition partition = _catalogue.Find(name);
                    partition.TrimmedBefore = Math.Max(partition.TrimmedBefore, offset);
                }
            }
        }
        _signal.Raise();
    }

    private void Settle()
    {
        foreach (PartitionWriter writer in _touched) writer.Settle();
        _touched.Clear();
    }

    /// <summary>Puts everything back as it was before the commit.</summary>
    private LogException Undone(Exception failure)
    {
        foreach (PartitionWriter writer in _touched) writer.Undo();
        _touched.Clear();
        return new LogException(
            $"nothing was committed: {failure.Message}; make space on the disk, then commit again", failure);
    }

    private void Break(string what, Exception failure)
    {
        _broken = failure;
        _options.FailFast($"{what}: {failure.Message}", failure);
        foreach (BatchRequest request in _accepted) request.Complete(Refusal());
    }

    private static bool IsOfDisk(Exception failure) => failure is IOException or UnauthorizedAccessException;

    private LogException Refusal() =>
        new($"the log has failed and takes no more commits: {_broken!.Message}; start the process again", _broken);
}
