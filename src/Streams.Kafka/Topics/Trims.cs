using Confluent.Kafka;
using TopicPartition = Houle.Streams.Log.TopicPartition;

namespace Houle.Streams.Kafka.Topics;

/// <summary>Gathers what is no longer needed and has the brokers delete it, at most every few seconds: trims come with
/// every commit, and only the last counts.</summary>
internal sealed class Trims(IAdminClient admin, KafkaClients clients)
{
    private const int IntervalMs = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<TopicPartition, long> _waiting = [];
    private long _lastSentMs = Environment.TickCount64;
    private Task _sending = Task.CompletedTask;

    public void Add(TopicPartition partition, long offset)
    {
        lock (_gate)
        {
            _waiting[partition] = Math.Max(offset, _waiting.GetValueOrDefault(partition));
            if (Environment.TickCount64 - _lastSentMs < IntervalMs || !_sending.IsCompleted) return;
            _sending = Begin();
        }
    }

    /// <summary>Sends what waits now, and returns when it is done.</summary>
    public void Send()
    {
        Task sending;
        lock (_gate) sending = _sending = Begin();
        sending.GetAwaiter().GetResult();
    }

    private Task Begin()
    {
        _lastSentMs = Environment.TickCount64;
        TopicPartitionOffset[] offsets =
        [
            .. _waiting.Where(trim => trim.Value > 0).Select(trim => new TopicPartitionOffset(
                clients.Topic(trim.Key.Topic), trim.Key.Partition, trim.Value)),
        ];
        _waiting.Clear();
        return offsets.Length == 0 ? Task.CompletedTask : Delete(offsets);
    }

    private async Task Delete(TopicPartitionOffset[] offsets)
    {
        try
        {
            await admin.DeleteRecordsAsync(offsets).ConfigureAwait(false);
        }
        catch (KafkaException)
        {
            // What stays is only disk space, and the next trim of the partition covers it.
        }
    }
}
