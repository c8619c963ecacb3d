using System.Collections.Concurrent;
using Confluent.Kafka;
using Houle.Streams.Kafka.Committing;
using Houle.Streams.Kafka.Groups;
using Houle.Streams.Kafka.Native;
using Houle.Streams.Kafka.Reading;
using Houle.Streams.Kafka.Topics;
using Houle.Streams.Log;
using TopicPartition = Houle.Streams.Log.TopicPartition;

namespace Houle.Streams.Kafka;

/// <summary>The log on Kafka: what scales out. Commits are transactions, positions are the offsets of consumer groups.</summary>
/// <remarks>Offsets have gaps: markers of commits take one each, and what was aborted is skipped. The brokers enforce
/// retention; trims become deletions of records, gathered and sent now and then.</remarks>
public sealed class KafkaLog : ISharedLog
{
    // A leader that has just died is asked in vain: each further try asks who leads now.
    private const int AskMs = 3_000;

    private readonly KafkaClients _clients;
    private readonly TimeProvider _time;
    private readonly IAdminClient _admin;
    private readonly IConsumer<byte[], byte[]> _questions;
    private readonly Asker _asker;
    private readonly CommitSignal _signal = new();
    private readonly PartitionReaders _readers;
    private readonly GroupPositions _positions;
    private readonly OwnerRegister _owners;
    private readonly TopicAdmin _topics;
    private readonly TopicIds _ids;
    private readonly Trims _trims;
    private readonly ConcurrentDictionary<(string Group, string TransactionalId), GroupMember> _members = new();

    private KafkaLog(KafkaLogOptions options, TimeProvider time)
    {
        _time = time;
        _clients = new KafkaClients(options);
        _admin = _clients.Admin();
        _questions = _clients.Reader();
        _readers = new PartitionReaders(_clients, _signal);
        _asker = new Asker(_clients);
        _positions = new GroupPositions(_asker, _clients);
        _owners = new OwnerRegister(_asker, _clients, _positions);
        _topics = new TopicAdmin(_admin, _clients);
        _ids = new TopicIds(_topics);
        _trims = new Trims(_admin, _clients);
    }

    public long Version => _signal.Version;

    public IReadOnlyList<TopicDescription> Topics
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsDisposed, this);
            return _topics.All();
        }
    }

    public IReadOnlyList<(string Group, TopicPartition Partition, GroupPosition Position)> Positions
    {
        get
        {
            string prefix = _clients.Group("");
            return
            [
                .. GroupNames(prefix).Where(group => !_clients.IsOwnersGroup(group))
                    .SelectMany(group => _positions.Read(group, null, stable: true)
                        .Select(at => (group[prefix.Length..], at.Partition, at.Position)))
                    .OrderBy(at => at.Item1, StringComparer.Ordinal)
                    .ThenBy(at => at.Partition.Topic, StringComparer.Ordinal)
                    .ThenBy(at => at.Partition.Partition),
            ];
        }
    }

    internal bool IsDisposed { get; private set; }

    internal long NowMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Connects, and fails within the request time-out when no broker answers.</summary>
    /// <param name="options">Which brokers.</param>
    /// <param name="time">Stamps records.</param>
    /// <exception cref="LogException">No broker answers, or librdkafka is not to be had.</exception>
    public static KafkaLog Open(KafkaLogOptions options, TimeProvider time)
    {
        NativeLibraryFinder.Use();
        KafkaLog log = new(options, time);
        try
        {
            _ = log._topics.Names();
            return log;
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    public void EnsureTopic(TopicDefinition definition)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        _topics.Ensure(definition);
    }

    public unsafe OffsetRange Range(TopicPartition partition)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        _topics.CheckExists(partition);
        long low, high;
        int error;
        long until = Environment.TickCount64 + _clients.Options.RequestTimeoutMs;
        do
        {
            error = Librdkafka.rd_kafka_query_watermark_offsets(
                _questions.Native(), _clients.Topic(partition.Topic), partition.Partition, &low, &high, Math.Min(AskMs, _clients.Options.RequestTimeoutMs));
        }
        while (error != Librdkafka.NoError && KafkaErrors.IsPassing(error) && Environment.TickCount64 < until);

        return error switch
        {
            Librdkafka.NoError => new OffsetRange(low, high),
            Librdkafka.UnknownPartition or Librdkafka.UnknownTopic or Librdkafka.UnknownTopicOrPartition => throw _topics.WhyUnknown(partition),
            _ => throw KafkaErrors.Of($"offsets of {partition}", error, Librdkafka.Describe(error)),
        };
    }

    public int Read(TopicPartition partition, long offset, RecordBatch into)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        into.Clear();
        try
        {
            return _readers.Read(partition, offset, into, () => EndFor(partition, offset));
        }
        catch (ReaderOutOfRangeException)
        {
            throw new OffsetOutOfRangeException(partition, offset, Range(partition));
        }
        catch (UnknownTopicException)
        {
            throw _topics.WhyUnknown(partition);
        }
    }

    public PartitionView Look(TopicPartition partition, long offset)
    {
        try
        {
            PartitionView view = _readers.Look(partition, offset, out bool stalled);
            if (stalled) _ = EndFor(partition, view.Next); // throws what the broker answers
            return view;
        }
        catch (ReaderOutOfRangeException)
        {
            throw new OffsetOutOfRangeException(partition, offset, Range(partition));
        }
        catch (UnknownTopicException)
        {
            throw _topics.WhyUnknown(partition);
        }
    }

    public void Release(TopicPartition partition) => _readers.Release(partition);

    public GroupPosition? Position(string group, TopicPartition partition)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        _ids.Remember(partition.Topic);
        foreach (OwnedPosition at in _positions.Read(_clients.Group(group), [partition], stable: true)) return at.Position;
        return null;
    }

    public IReadOnlyDictionary<TopicPartition, GroupPosition> Committed(string group, IReadOnlyCollection<TopicPartition> partitions)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        return _positions.Read(_clients.Group(group), partitions, stable: false).ToDictionary(at => at.Partition, at => at.Position);
    }

    public ILogProducer OpenProducer(string transactionalId)
    {
        ArgumentException.ThrowIfNullOrEmpty(transactionalId);
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        return new KafkaProducer(this, _clients, transactionalId);
    }

    public IGroupMember Join(string group, IReadOnlyList<string> topics, string transactionalId)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        return _members[(group, transactionalId)] = new GroupMember(this, _clients, group, topics, transactionalId);
    }

    public bool WaitForCommit(long seen, TimeSpan timeout, CancellationToken cancel)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        return _signal.Wait(seen, timeout, cancel);
    }

    /// <summary>Sends the trims that wait; retention by age and bytes is the brokers' own work.</summary>
    public void EnforceRetention() => _trims.Send();

    public void Dispose()
    {
        if (IsDisposed) return;
        IsDisposed = true;
        _signal.Close();
        _readers.Dispose();
        _questions.Dispose();
        _asker.Dispose();
        _admin.Dispose();
    }

    internal void Check(CommitBatch batch)
    {
        foreach (ref readonly PendingRecord record in batch.Records)
        {
            _topics.CheckExists(record.Partition);
            long bytes = record.HeadersLength + Math.Max(0, record.KeyLength) + (long)Math.Max(0, record.ValueLength);
            if (bytes > _clients.Options.RecordBytesMax)
                throw new RecordTooLargeException(record.Partition, bytes, _clients.Options.RecordBytesMax);
        }

        foreach ((_, TopicPartition partition, _) in batch.Positions) _topics.CheckExists(partition);
        foreach ((TopicPartition partition, _) in batch.Trims) _topics.CheckExists(partition);
    }

    /// <summary>Asks whether the topics of the batch's positions are still the ones that were read.</summary>
    internal Task<IEnumerable<(string Name, string Id)>> AskIds(CommitBatch batch) => _ids.Ask(batch.Positions);

    internal void CheckIds(Task<IEnumerable<(string Name, string Id)>> asked) => _ids.CheckUnchanged(asked);

    internal void Committed() => _signal.Raise();

    internal void Trim(CommitBatch batch)
    {
        foreach ((TopicPartition partition, long offset) in batch.Trims) _trims.Add(partition, offset);
    }

    /// <summary>The consumer whose membership goes with a group's positions; null when the producer's owner has joined none.</summary>
    internal nint? Membership(string group, string transactionalId) =>
        _members.TryGetValue((group, transactionalId), out GroupMember? member) ? member.Native : null;

    internal void Leave(GroupMember member)
    {
        foreach (KeyValuePair<(string, string), GroupMember> known in _members)
        {
            if (known.Value == member) _members.TryRemove(known);
        }
    }

    /// <summary>Makes partitions the owner's, after ending the open transactions of earlier ones that are in the group no more: else every
    /// reader would wait for the broker's time-out behind them.</summary>
    internal void TakeOver(string group, IReadOnlyList<TopicPartition> partitions, string transactionalId)
    {
        string kafkaGroup = _clients.Group(group);
        HashSet<string> owners =
        [
            .. _owners.Read(group, partitions),
            .. _positions.Read(kafkaGroup, partitions, stable: false).Select(at => at.Owner).OfType<string>(),
        ];
        if (owners.Count > 0) owners.ExceptWith(MembersOf(kafkaGroup));
        foreach (string owner in owners) new KafkaProducer(this, _clients, owner[(_clients.Options.Name.Length + 1)..]).Dispose();
        _owners.Write(group, partitions, _clients.TransactionalId(transactionalId));
    }

    private IEnumerable<string> MembersOf(string kafkaGroup)
    {
        try
        {
            return [.. _admin.DescribeConsumerGroupsAsync([kafkaGroup]).GetAwaiter().GetResult().ConsumerGroupDescriptions
                .SelectMany(described => described.Members).Select(member => member.ClientId)];
        }
        catch (KafkaException e)
        {
            throw KafkaErrors.Of($"members of group {kafkaGroup}", e);
        }
    }

    private IEnumerable<string> GroupNames(string prefix)
    {
        try
        {
            return _admin.ListConsumerGroupsAsync().GetAwaiter().GetResult().Valid
                .Select(group => group.GroupId).Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).ToArray();
        }
        catch (KafkaException e)
        {
            throw KafkaErrors.Of("consumer groups", e);
        }
    }

    private long EndFor(TopicPartition partition, long offset)
    {
        OffsetRange range = Range(partition);
        if (offset < range.Start || offset > range.End) throw new OffsetOutOfRangeException(partition, offset, range);
        return range.End;
    }
}
