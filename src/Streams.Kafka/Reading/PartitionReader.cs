using System.Runtime.InteropServices;
using Houle.Streams.Kafka.Native;
using Houle.Streams.Log;

namespace Houle.Streams.Kafka.Reading;

/// <summary>Reads one partition in order: what librdkafka has fetched waits in a queue of its own and is taken in batches,
/// without a managed object per message.</summary>
/// <remarks>Not thread-safe. The queue is bounded by the client, which stops fetching when it is full: that is the
/// back-pressure of a partition that is held back.</remarks>
internal sealed unsafe class PartitionReader : IDisposable
{
    private const int TakenMax = 4096;

    // Neither records nor an end for so long: the client may be silent about why (a topic that is now forbidden).
    private const int StallMs = 5_000;

    private readonly TopicPartition _name;
    private readonly nint _topic, _queue;
    private readonly NativeMessage** _taken;
    private readonly HeaderCopy _headers = new();
    private int _first, _count;
    private long _endAfter = -1;
    private bool _atEnd;
    private long _waitingSince = Environment.TickCount64;

    /// <param name="client">A consumer's handle that belongs to no group.</param>
    /// <param name="kafkaTopic">The topic's name in Kafka.</param>
    /// <param name="name">The partition, as errors name it.</param>
    /// <param name="wake">Called by librdkafka when the empty queue gets records; with <paramref name="wakeOpaque"/>.</param>
    public PartitionReader(
        nint client, string kafkaTopic, TopicPartition name, long offset,
        delegate* unmanaged[Cdecl]<nint, nint, void> wake, nint wakeOpaque)
    {
        _name = name;
        Next = offset;
        _topic = Librdkafka.rd_kafka_topic_new(client, kafkaTopic, 0);
        if (_topic == 0) throw new LogException($"{name} cannot be read: {Librdkafka.Describe(Librdkafka.rd_kafka_last_error())}");
        _queue = Librdkafka.rd_kafka_queue_new(client);
        Librdkafka.rd_kafka_queue_cb_event_enable(_queue, wake, wakeOpaque);
        _taken = (NativeMessage**)NativeMemory.Alloc(TakenMax, (nuint)sizeof(NativeMessage*));
        if (Librdkafka.rd_kafka_consume_start_queue(_topic, name.Partition, offset, _queue) != 0)
            throw new LogException($"{name} cannot be read: {Librdkafka.Describe(Librdkafka.rd_kafka_last_error())}");
    }

    /// <summary>The offset after the last record handed out, moved past what the broker said holds none.</summary>
    public long Next { get; private set; }

    /// <summary>Whether a read from the offset goes on where this one stands.</summary>
    public bool ContinuesAt(long offset) =>
        offset == Next || (offset > Next && _first < _count && offset <= _taken[_first]->Offset);

    /// <summary>Takes what is there, without waiting.</summary>
    public PartitionView Look()
    {
        Take(0);
        if (_first < _count || _atEnd) _waitingSince = Environment.TickCount64;
        return new PartitionView(_first < _count ? Supply.Ready : _atEnd ? Supply.AtEnd : Supply.OnTheWay, Next);
    }

    /// <summary>Whether it has waited for so long that the broker is to be asked; true once in a while.</summary>
    public bool TakeStall()
    {
        if (Environment.TickCount64 - _waitingSince < StallMs) return false;
        _waitingSince = Environment.TickCount64;
        return true;
    }

    /// <summary>Fills the batch with what is there, waiting once if nothing is.</summary>
    public void Read(RecordBatch into, int waitMs)
    {
        Take(_first < _count ? 0 : waitMs);
        while (_first < _count)
        {
            NativeMessage* message = _taken[_first];
            ReadOnlySpan<byte> headers = _headers.Of(message);
            int bytes = (int)(message->KeyLength + message->ValueLength) + headers.Length;
            if (!into.HasRoomFor(bytes)) return;
            int type;
            into.Append(
                message->Offset, Librdkafka.rd_kafka_message_timestamp(message, &type),
                new ReadOnlySpan<byte>(message->Key, (int)message->KeyLength), message->Key != null,
                new ReadOnlySpan<byte>(message->Value, (int)message->ValueLength), message->Value == null, headers);
            Next = message->Offset + 1;
            Librdkafka.rd_kafka_message_destroy(message);
            _first++;
            if (_first == _count) Take(0);
        }
    }

    public void Dispose()
    {
        Librdkafka.rd_kafka_queue_cb_event_enable(_queue, null, 0);
        _ = Librdkafka.rd_kafka_consume_stop(_topic, _name.Partition);
        while (_first < _count) Librdkafka.rd_kafka_message_destroy(_taken[_first++]);
        Librdkafka.rd_kafka_queue_destroy(_queue);
        Librdkafka.rd_kafka_topic_destroy(_topic);
        NativeMemory.Free(_taken);
    }

    private void Take(int waitMs)
    {
        if (_first < _count) return;
        _first = _count = 0;
        if (_endAfter >= 0) StandAtEnd(_endAfter); // it stood behind the records just handed out
        nint taken = Librdkafka.rd_kafka_consume_batch_queue(_queue, waitMs, _taken, TakenMax);
        for (int i = 0; i < (int)taken; i++)
        {
            NativeMessage* message = _taken[i];
            if (message->Error == Librdkafka.NoError && message->Offset >= Next)
            {
                _taken[_count++] = message;
                _atEnd = false;
                _endAfter = -1;
                continue;
            }

            int error = message->Error;
            long offset = message->Offset;
            Librdkafka.rd_kafka_message_destroy(message);
            if (error == Librdkafka.PartitionEof) TakeEnd(offset);
            else if (error != Librdkafka.NoError && !KafkaErrors.IsPassing(error)) Fail(error, i + 1, (int)taken);
        }
    }

    private void TakeEnd(long offset)
    {
        if (_count > 0) _endAfter = offset;
        else StandAtEnd(offset);
    }

    private void StandAtEnd(long offset)
    {
        _atEnd = true;
        _endAfter = -1;
        Next = Math.Max(Next, offset);
    }

    private void Fail(int error, int from, int to)
    {
        for (int i = from; i < to; i++) Librdkafka.rd_kafka_message_destroy(_taken[i]);
        throw error switch
        {
            Librdkafka.OutOfRange or Librdkafka.AutoOffsetReset => new ReaderOutOfRangeException(_name, Next),
            Librdkafka.UnknownPartition or Librdkafka.UnknownTopic or Librdkafka.UnknownTopicOrPartition => new UnknownTopicException(_name),
            _ => KafkaErrors.Of($"{_name} cannot be read", error, Librdkafka.Describe(error)),
        };
    }
}

/// <summary>The broker says that the offset is not there; whoever knows the range says so to the caller.</summary>
internal sealed class ReaderOutOfRangeException(TopicPartition partition, long offset)
    : LogException($"{partition} does not hold offset {offset}");
