using System.Text;
using Houle.Sinks.Alerts.Messages;
using Houle.Streams.Log;

namespace Houle.Sinks.Alerts.Channels;

/// <summary>Writes messages, as the webhook's JSON, to a topic of the log, keyed by the idempotency key.</summary>
public sealed class TopicChannel : IAlertChannel
{
    private readonly TopicPartition _partition;
    private readonly ILogProducer _producer;
    private readonly CommitBatch _batch = new();

    /// <summary>Makes the topic, of one partition, when it is absent.</summary>
    public TopicChannel(ILog log, string topic)
    {
        log.EnsureTopic(new TopicDefinition(topic, log.Topics.FirstOrDefault(t => t.Definition.Name == topic)?.Definition.Partitions ?? 1));
        _partition = new TopicPartition(topic, 0);
        _producer = log.OpenProducer($"houle-alerts-to-{topic}");
    }

    public string Preview(AlertMessage message) => WebhookFormat.Instance.Write(message);

    public Task<SendResult> SendAsync(AlertMessage message, CancellationToken cancel)
    {
        _batch.Clear();
        _batch.Append(
            _partition, CommitBatch.StampAtCommit, Encoding.UTF8.GetBytes(message.Key),
            Encoding.UTF8.GetBytes(WebhookFormat.Instance.Write(message)));
        _producer.Commit(_batch);
        return Task.FromResult(SendResult.Delivered);
    }

    public void Dispose() => _producer.Dispose();
}
