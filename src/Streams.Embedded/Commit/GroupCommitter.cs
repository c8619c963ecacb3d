using Houle.Streams.Embedded.Storage;
using Houle.Streams.Log;

namespace Houle.Streams.Embedded.Commit;

/// <summary>The one thread that writes: takes all batches that wait, and commits them at once.</summary>
internal sealed class GroupCommitter : IDisposable
{
    private readonly EmbeddedLogOptions _options;
    private readonly Catalogue _catalogue;
    private readonly CommitStore _store;
    private readonly Dictionary<string, long> _epochs;
    private readonly GroupTransaction _transaction;
    private readonly RequestQueue _queue;
    private readonly Thread _thread;
    private readonly List<BatchRequest> _accepted = [];
    private Exception? _broken;

    public GroupCommitter(
        EmbeddedLogOptions options, TimeProvider time, Catalogue catalogue, CommitStore store, CommitSignal signal)
    {
        (_options, _catalogue, _store) = (options, catalogue, store);
        _transaction = new GroupTransaction(options, time, catalogue, store, signal);
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

    /// <summary>Gives each partition a new, empty last segment. For errands only.</summary>
    public void CloseSegments(IEnumerable<Partition> partitions)
    {
        if (_transaction.TryCloseSegments(partitions) is { } failure) throw failure;
    }

    /// <summary>Commits what still waits, then ends the thread.</summary>
    public void Dispose()
    {
        _queue.Close();
        _thread.Join();
        _transaction.Dispose();
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
        catch (InDoubtException failure)
        {
            Break(failure);
            errand.Complete(Refusal());
        }
        catch (Exception failure)
        {
            errand.Complete(GroupTransaction.IsOfDisk(failure) ? new LogException(failure.Message, failure) : failure);
        }
    }

    private void Commit(List<BatchRequest> group)
    {
        if (group.Count == 0) return;
        long bytes = 0;
        foreach (BatchRequest request in group)
        {
            bytes += request.Bytes;
            if (Refused(request) is { } refusal) request.Complete(refusal);
            else _accepted.Add(request);
        }
        try
        {
            if (_accepted.Count > 0) CommitAccepted();
        }
        catch (Exception failure)
        {
            // Whatever it was, files and memory may disagree now: only a new opening makes them agree again.
            Break(failure);
            foreach (BatchRequest request in _accepted) request.Complete(Refusal());
        }
        _queue.Release(bytes);
        group.Clear();
        _accepted.Clear();
    }

    private void CommitAccepted()
    {
        LogException? failure = _transaction.TryCommit(_accepted);
        foreach (BatchRequest request in _accepted) request.Complete(failure);
        _transaction.Settle();
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

    private void Break(Exception failure)
    {
        _broken = failure;
        _options.FailFast(failure.Message, failure);
    }

    private LogException Refusal() =>
        new($"the log has failed and takes no more commits: {_broken!.Message}; start the process again", _broken);
}
