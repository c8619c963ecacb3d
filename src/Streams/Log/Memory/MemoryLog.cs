namespace Houle.Streams.Log.Memory;

/// <summary>The log in this process's memory: for tests, benchmarks and backtests. Nothing outlives it.</summary>
/// <remarks>
/// One lock makes a commit atomic; its cost is the copying of bytes. Deterministic: equal calls give equal contents, ids
/// and faults. A "restart" in tests is opening producers again on the same log: fencing shuts out the earlier life.
/// </remarks>
public sealed class MemoryLog : ILog
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly MemoryLogOptions _options;
    private readonly SortedDictionary<string, MemoryTopic> _topics = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Group, TopicPartition Partition), GroupPosition> _positions = [];
    private readonly Dictionary<string, long> _epochs = new(StringComparer.Ordinal);
    private readonly CommitSignal _signal = new();
    private readonly VisibilityQueue _invisible;
    private readonly HashSet<MemoryPartition> _touched = [];
    private bool _disposed;

    /// <param name="time">Stamps records and measures retention.</param>
    /// <param name="options">Sizes and faults; null for the defaults.</param>
    public MemoryLog(TimeProvider time, MemoryLogOptions? options = null)
    {
        _time = time;
        _options = options ?? new MemoryLogOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.SegmentBytes, 64);
        _invisible = new VisibilityQueue(_signal);
    }

    public long Version => _signal.Version;

    public IReadOnlyList<TopicDescription> Topics
    {
        get
        {
            lock (_gate) return [.. _topics.Values.Select(static topic => new TopicDescription(topic.Definition, topic.Id))];
        }
    }

    public IReadOnlyList<(string Group, TopicPartition Partition, GroupPosition Position)> Positions
    {
        get
        {
            lock (_gate)
            {
                return [.. _positions
                    .Select(static entry => (entry.Key.Group, entry.Key.Partition, Position: entry.Value))
                    .OrderBy(static entry => entry.Group, StringComparer.Ordinal)
                    .ThenBy(static entry => entry.Partition.Topic, StringComparer.Ordinal)
                    .ThenBy(static entry => entry.Partition.Partition)];
            }
        }
    }

    public void EnsureTopic(TopicDefinition definition)
    {
        definition.Check();
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_topics.TryGetValue(definition.Name, out MemoryTopic? topic)) definition.Check(topic.Definition);
            else _topics.Add(definition.Name, topic = new MemoryTopic(definition, $"memory:{definition.Name}"));
            topic.Definition = definition;
            while (topic.Partitions.Count < definition.Partitions)
            {
                topic.Partitions.Add(new MemoryPartition(
                    new TopicPartition(definition.Name, topic.Partitions.Count), _options.SegmentBytes));
            }
        }
    }

    public OffsetRange Range(TopicPartition partition)
    {
        lock (_gate)
        {
            _invisible.Tick();
            return Find(partition).Range;
        }
    }

    public int Read(TopicPartition partition, long offset, RecordBatch into)
    {
        into.Clear();
        lock (_gate)
        {
            _invisible.Tick();
            return Find(partition).Read(offset, _options.Faults.NextReadRecordsMax(into.RecordsMax), into);
        }
    }

    public GroupPosition? Position(string group, TopicPartition partition)
    {
        lock (_gate) return _positions.TryGetValue((group, partition), out GroupPosition position) ? position : null;
    }

    public ILogProducer OpenProducer(string transactionalId)
    {
        ArgumentException.ThrowIfNullOrEmpty(transactionalId);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _invisible.ShowAll();
            _epochs[transactionalId] = _epochs.GetValueOrDefault(transactionalId) + 1;
            return new MemoryProducer(this, transactionalId, _epochs[transactionalId]);
        }
    }

    public bool WaitForCommit(long seen, TimeSpan timeout, CancellationToken cancel)
    {
        lock (_gate)
        {
            // Whoever waits makes no calls that would let a delayed commit appear.
            if (_signal.Version == seen) _invisible.ShowAll();
        }
        return _signal.Wait(seen, timeout, cancel);
    }

    public void EnforceRetention()
    {
        long nowMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        lock (_gate)
        {
            Dictionary<TopicPartition, long> lowest = [];
            foreach (((_, TopicPartition partition), GroupPosition position) in _positions)
                lowest[partition] = Math.Min(position.Low, lowest.GetValueOrDefault(partition, long.MaxValue));
            foreach (MemoryTopic topic in _topics.Values)
            {
                foreach (MemoryPartition partition in topic.Partitions)
                    partition.Retain(topic.Definition, lowest.GetValueOrDefault(partition.Name, long.MaxValue), nowMs);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
            _topics.Clear();
        }
        _signal.Close();
    }

    internal void Commit(string transactionalId, long epoch, CommitBatch batch)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_epochs[transactionalId] != epoch) throw new ProducerFencedException(transactionalId);
            Check(batch);
            CommitFault fault = _options.Faults.NextCommit();
            if (fault == CommitFault.BeforeCommit)
                throw new InjectedFaultException($"injected before a commit of '{transactionalId}': nothing was committed");
            Apply(batch);
            if (fault == CommitFault.AfterCommit)
                throw new InjectedFaultException($"injected after a commit of '{transactionalId}': its outcome is unknown here");
        }
    }

    private void Check(CommitBatch batch)
    {
        MemoryTopic? topic = null;
        foreach (ref readonly PendingRecord record in batch.Records)
        {
            MemoryPartition partition = Find(record.Partition, ref topic);
            int bytes = BytesOf(record);
            if (bytes > _options.RecordBytesMax)
                throw new RecordTooLargeException(partition.Name, bytes, _options.RecordBytesMax);
        }
        foreach ((_, TopicPartition partition, _) in batch.Positions) Find(partition);
        foreach ((TopicPartition partition, _) in batch.Trims) Find(partition);
    }

    private void Apply(CommitBatch batch)
    {
        long nowMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        MemoryTopic? topic = null;
        MemoryPartition? last = null;
        foreach (ref readonly PendingRecord record in batch.Records)
        {
            MemoryPartition partition = Find(record.Partition, ref topic);
            long timestampMs = record.TimestampMs == CommitBatch.StampAtCommit ? nowMs : record.TimestampMs;
            partition.Append(batch, record, BytesOf(record), timestampMs);
            if (!ReferenceEquals(partition, last)) _touched.Add(last = partition);
        }
        foreach (MemoryPartition partition in _touched) batch.SetLastOffset(partition.Name, partition.End - 1);
        foreach ((string group, TopicPartition partition, GroupPosition position) in batch.Positions)
            _positions[(group, partition)] = position;
        foreach ((TopicPartition partition, long offset) in batch.Trims) Find(partition).Trim(offset);

        int delayCalls = _options.Faults.NextDelayCalls();
        if (delayCalls > 0 || !_invisible.IsEmpty)
        {
            _invisible.Hold(delayCalls, [.. _touched.Select(static partition => (partition, partition.End))]);
        }
        else
        {
            foreach (MemoryPartition partition in _touched) partition.VisibleEnd = partition.End;
            _signal.Raise();
        }
        _touched.Clear();
    }

    private MemoryPartition Find(TopicPartition partition)
    {
        MemoryTopic? topic = null;
        return Find(partition, ref topic);
    }

    /// <summary>Finds a partition; <paramref name="topic"/> remembers the last topic, as records come in runs.</summary>
    private MemoryPartition Find(TopicPartition partition, ref MemoryTopic? topic)
    {
        if (topic is null || !string.Equals(topic.Definition.Name, partition.Topic, StringComparison.Ordinal))
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_topics.TryGetValue(partition.Topic, out topic)) throw new UnknownTopicException(partition);
        }
        return (uint)partition.Partition < (uint)topic.Partitions.Count
            ? topic.Partitions[partition.Partition]
            : throw new UnknownTopicException(partition);
    }

    private static int BytesOf(in PendingRecord record) =>
        record.HeadersLength + Math.Max(0, record.KeyLength) + Math.Max(0, record.ValueLength);
}
