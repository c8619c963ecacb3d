using Confluent.Kafka;
using Houle.Streams.Kafka.Groups;
using Houle.Streams.Kafka.Native;
using Houle.Streams.Kafka.Topics;
using Houle.Streams.Log;
using TopicPartition = Houle.Streams.Log.TopicPartition;

namespace Houle.Streams.Kafka.Committing;

/// <summary>Commits batches as transactions of one transactional id.</summary>
/// <remarks>A commit that failed leaves the producer unusable: its owner opens another, restores and goes on.</remarks>
internal sealed unsafe class KafkaProducer : ILogProducer
{
    // From a group's new generation to the member's knowledge of it pass milliseconds; a member that hangs holds it up for longer.
    private const int RegroupMsMax = 5_000, RegroupPauseMs = 5;

    private readonly KafkaLog _log;
    private readonly KafkaClients _clients;
    private readonly string _id, _kafkaId;
    private readonly IProducer<byte[], byte[]> _producer;
    private readonly nint _native;
    private readonly RecordSender _sender;
    private readonly Lock _oneAtATime = new();
    private readonly Dictionary<string, List<(TopicPartition, GroupPosition)>> _positions = [];
    private LogException? _failed;
    private bool _disposed;

    public KafkaProducer(KafkaLog log, KafkaClients clients, string transactionalId)
    {
        (_log, _clients, _id) = (log, clients, transactionalId);
        _kafkaId = clients.TransactionalId(transactionalId);
        _producer = clients.Producer(_kafkaId);
        _native = _producer.Native();
        _sender = new RecordSender(_producer, clients);
        try
        {
            Do("taking over", static (client, timeoutMs) => Librdkafka.rd_kafka_init_transactions(client, timeoutMs));
        }
        catch
        {
            _producer.Dispose();
            throw;
        }
    }

    public void Commit(CommitBatch batch)
    {
        lock (_oneAtATime)
        {
            ObjectDisposedException.ThrowIf(_disposed || _log.IsDisposed, typeof(KafkaLog));
            if (_failed is not null) throw _failed;
            _log.Check(batch);
            if (batch.Records.IsEmpty && batch.Positions.IsEmpty)
            {
                _log.Trim(batch);
                return;
            }

            try
            {
                TransactWithGroup(batch);
            }
            catch (TopicReplacedException e)
            {
                _failed = e;
                _ = TryAbort();
                throw;
            }
            catch (LogException e)
            {
                _failed = e as CommitAbortedException ?? new CommitAbortedException(e.Message, e);
                _ = TryAbort();
                throw _failed;
            }

            _log.Trim(batch);
            _log.Committed();
        }
    }

    public void Dispose()
    {
        lock (_oneAtATime)
        {
            if (_disposed) return;
            _disposed = true;
            _sender.Dispose();
            _producer.Dispose();
        }
    }

    /// <summary>A group that rebalances refuses the generation that this member knew: the same batch goes again under the next one.</summary>
    /// <remarks>The partitions are still ours: the client hands over none, and joins anew after a lost session, before its member is
    /// polled, which the caller does not while it commits.</remarks>
    private void TransactWithGroup(CommitBatch batch)
    {
        long until = Environment.TickCount64 + RegroupMsMax;
        while (true)
        {
            try
            {
                Transact(batch);
                return;
            }
            catch (GroupRebalancingException) when (Environment.TickCount64 < until && TryAbort())
            {
                Thread.Sleep(RegroupPauseMs);
            }
        }
    }

    private void Transact(CommitBatch batch)
    {
        Task<IEnumerable<(string Name, string Id)>> ids = _log.AskIds(batch);
        Do("beginning a transaction", static (client, _) => Librdkafka.rd_kafka_begin_transaction(client));
        FaultPoints.Pass("kafka.begun");
        // Positions first: where the group refuses them, no record is on its way. An abort would drop those, and the broker then misses
        // their sequence numbers in the next try ("skipped sequence numbers"), which costs the thread its state in every rebalance.
        SendPositions(batch);
        FaultPoints.Pass("kafka.positions");
        _sender.Send(batch, _log.NowMs);
        FaultPoints.Pass("kafka.sent");
        _log.CheckIds(ids);
        Do("committing", static (client, timeoutMs) => Librdkafka.rd_kafka_commit_transaction(client, timeoutMs));
        FaultPoints.Pass("kafka.committed");
        _sender.TellLastOffsets(batch);
    }

    private void SendPositions(CommitBatch batch)
    {
        _positions.Clear();
        foreach ((string group, TopicPartition partition, GroupPosition position) in batch.Positions)
        {
            if (!_positions.TryGetValue(group, out List<(TopicPartition Partition, GroupPosition)>? list)) _positions[group] = list = [];
            list.RemoveAll(known => known.Partition == partition); // the last of a batch holds
            list.Add((partition, position));
        }

        foreach ((string group, List<(TopicPartition, GroupPosition)> positions) in _positions)
        {
            NativePartitionList* list = GroupPositions.Pack(positions, _clients, _kafkaId);
            nint membership = _log.Membership(group, _id) is { } member
                ? Librdkafka.rd_kafka_consumer_group_metadata(member)
                : Librdkafka.rd_kafka_consumer_group_metadata_new(_clients.Group(group));
            try
            {
                Do("sending positions", (client, timeoutMs) => Librdkafka.rd_kafka_send_offsets_to_transaction(client, list, membership, timeoutMs));
            }
            finally
            {
                Librdkafka.rd_kafka_consumer_group_metadata_destroy(membership);
                Librdkafka.rd_kafka_topic_partition_list_destroy(list);
            }
        }
    }

    /// <summary>Best effort: a successor's take-over, or the broker's time-out, ends what this cannot.</summary>
    private bool TryAbort()
    {
        nint error = Librdkafka.rd_kafka_abort_transaction(_native, _clients.Options.RequestTimeoutMs);
        if (error == 0) return true;
        Librdkafka.rd_kafka_error_destroy(error);
        return false;
    }

    /// <summary>Calls until the answer is final: a broker that is away is waited for, as long as a transaction may last.</summary>
    private void Do(string what, Func<nint, int, nint> call)
    {
        long until = Environment.TickCount64 + _clients.Options.TransactionTimeoutMs;
        while (true)
        {
            nint error = call(_native, _clients.Options.RequestTimeoutMs);
            if (error != 0 && Librdkafka.rd_kafka_error_is_retriable(error) != 0 && Environment.TickCount64 < until)
            {
                Librdkafka.rd_kafka_error_destroy(error);
                continue;
            }

            KafkaErrors.Check(error, what, _id);
            return;
        }
    }
}
