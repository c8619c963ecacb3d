using System.Collections.Concurrent;
using System.Text;
using Confluent.Kafka;
using Houle.Avro.Binary;
using Houle.Streams.Kafka.Native;
using Houle.Streams.Log;
using TopicPartition = Houle.Streams.Log.TopicPartition;

namespace Houle.Streams.Kafka.Committing;

/// <summary>Hands a batch's records to librdkafka, and learns where the last of each partition came to lie.</summary>
/// <remarks>Records go as spans; of each partition the last (and one with headers) goes through Confluent.Kafka, whose
/// delivery report names its offset.</remarks>
internal sealed unsafe class RecordSender(IProducer<byte[], byte[]> producer, KafkaClients clients) : IDisposable
{
    private const int CopyPayload = 2; // RD_KAFKA_MSG_F_COPY

    private readonly nint _native = producer.Native();
    private readonly Dictionary<string, nint> _topics = [];
    private readonly Dictionary<TopicPartition, int> _lastRecords = [];
    private readonly ConcurrentDictionary<TopicPartition, long> _lastOffsets = new();
    private int _sends; // tells late news of an aborted try from that of the one that counts

    public void Send(CommitBatch batch, long nowMs)
    {
        _sends++;
        _lastRecords.Clear();
        _lastOffsets.Clear();
        ReadOnlySpan<PendingRecord> records = batch.Records;
        for (int i = 0; i < records.Length; i++) _lastRecords[records[i].Partition] = i;
        for (int i = 0; i < records.Length; i++)
        {
            ref readonly PendingRecord record = ref records[i];
            long timestampMs = record.TimestampMs == CommitBatch.StampAtCommit ? nowMs : record.TimestampMs;
            bool isLast = _lastRecords[record.Partition] == i;
            if (isLast || record.HeadersLength > 0) SendWhole(batch, record, timestampMs, isLast);
            else SendSpan(batch, record, timestampMs);
        }
    }

    /// <summary>After the commit, which waits for every delivery.</summary>
    public void TellLastOffsets(CommitBatch batch)
    {
        foreach ((TopicPartition partition, long offset) in _lastOffsets) batch.SetLastOffset(partition, offset);
    }

    public void Dispose()
    {
        foreach (nint topic in _topics.Values) Librdkafka.rd_kafka_topic_destroy(topic);
        _topics.Clear();
    }

    private void SendWhole(CommitBatch batch, in PendingRecord record, long timestampMs, bool isLast)
    {
        var message = new Message<byte[], byte[]>
        {
            Key = record.KeyLength < 0 ? null! : batch.Key(record).ToArray(),
            Value = record.ValueLength < 0 ? null! : batch.Value(record).ToArray(),
            Timestamp = new Timestamp(timestampMs, TimestampType.CreateTime),
            Headers = HeadersOf(batch.Headers(record)),
        };
        TopicPartition partition = record.Partition;
        int send = _sends;
        while (true)
        {
            try
            {
                producer.Produce(
                    new Confluent.Kafka.TopicPartition(clients.Topic(partition.Topic), partition.Partition), message,
                    isLast ? report => { if (!report.Error.IsError && send == _sends) _lastOffsets[partition] = report.Offset.Value; } : null);
                return;
            }
            catch (ProduceException<byte[], byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                producer.Poll(TimeSpan.FromMilliseconds(10));
            }
            catch (KafkaException e)
            {
                throw KafkaErrors.IsFenced((int)e.Error.Code)
                    ? new ProducerFencedException(producer.Name)
                    : KafkaErrors.Of($"a record for {partition}", e);
            }
        }
    }

    private void SendSpan(CommitBatch batch, in PendingRecord record, long timestampMs)
    {
        VariableArgument* arguments = stackalloc VariableArgument[6];
        byte none = 0;
        fixed (byte* key = batch.Key(record))
        fixed (byte* value = batch.Value(record))
        {
            int count = 0;
            arguments[count++] = new VariableArgument { Kind = VariableArgument.Topic, Pointer = TopicOf(record.Partition.Topic) };
            arguments[count++] = new VariableArgument { Kind = VariableArgument.Partition, SmallNumber = record.Partition.Partition };
            arguments[count++] = new VariableArgument { Kind = VariableArgument.Flags, SmallNumber = CopyPayload };
            arguments[count++] = new VariableArgument { Kind = VariableArgument.Timestamp, Number = timestampMs };
            // A null pointer is no key (no value); an empty one needs an address.
            if (record.KeyLength >= 0)
                arguments[count++] = Bytes(VariableArgument.Key, key == null ? &none : key, record.KeyLength);
            if (record.ValueLength >= 0)
                arguments[count++] = Bytes(VariableArgument.Value, value == null ? &none : value, record.ValueLength);
            Produce(arguments, count, record.Partition);
        }
    }

    private static VariableArgument Bytes(int kind, byte* start, int length) =>
        new() { Kind = kind, Pointer = (nint)start, Size = length };

    private void Produce(VariableArgument* arguments, int count, TopicPartition partition)
    {
        while (true)
        {
            nint error = Librdkafka.rd_kafka_produceva(_native, arguments, count);
            if (error != 0 && Librdkafka.rd_kafka_error_code(error) == Librdkafka.QueueFull)
            {
                Librdkafka.rd_kafka_error_destroy(error);
                producer.Poll(TimeSpan.FromMilliseconds(10));
                continue;
            }

            KafkaErrors.Check(error, $"a record for {partition}", producer.Name);
            return;
        }
    }

    private nint TopicOf(string name)
    {
        if (_topics.TryGetValue(name, out nint topic)) return topic;
        return _topics[name] = Librdkafka.rd_kafka_topic_new(_native, clients.Topic(name), 0);
    }

    private static Headers? HeadersOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return null;
        Headers headers = [];
        AvroReader reader = new(bytes);
        for (long left = reader.ReadLong(); left > 0; left--)
        {
            string name = Encoding.UTF8.GetString(reader.ReadFixed((int)reader.ReadLong()));
            long length = reader.ReadLong();
            headers.Add(name, length < 0 ? null : reader.ReadFixed((int)length).ToArray());
        }

        return headers;
    }
}
