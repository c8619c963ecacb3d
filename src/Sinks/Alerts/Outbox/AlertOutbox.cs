using System.Text;
using Houle.Avro.Binary;
using Houle.Events;
using Houle.Sinks.Sink;
using Houle.Streams.Alerts;
using Houle.Streams.Log;
using Houle.Streams.Topology;

namespace Houle.Sinks.Alerts.Outbox;

/// <summary>What is still to be sent, in the log itself: plans, digests and outcomes as records of houle.alert-deliveries.</summary>
/// <remarks>
/// A plan is committed together with the position in houle.alerts behind it, so that an alert is planned once; an outcome is
/// committed after the receiver has taken the message, so that after a crash it is sent again under the same key. The records
/// of <see cref="RetentionMs"/> are the whole state: pending deliveries, and what rules remember.
/// </remarks>
public sealed class AlertOutbox : IDisposable
{
    /// <summary>Longer than a rule's longest cooldown (7 days) and the longest wait for a destination.</summary>
    public const long RetentionMs = 9 * 86_400_000L;

    public const string Router = "alert-router", TransactionalId = "houle-alert-delivery";

    private static readonly TopicPartition Records = new(TopicNames.AlertDeliveries, 0);

    private readonly Lock _lock = new();
    private readonly ILogProducer _producer;
    private readonly CommitBatch _batch = new();

    /// <summary>Takes the outbox over: an earlier process can no longer plan or note outcomes.</summary>
    public AlertOutbox(ILog log)
    {
        log.EnsureTopic(new TopicDefinition(TopicNames.AlertDeliveries, 1, RetentionMs));
        _producer = log.OpenProducer(TransactionalId);
    }

    /// <summary>Reads all records: the deliveries that are pending, in the order of their plans.</summary>
    /// <param name="log">The log.</param>
    /// <param name="planned">Gets each plan that was made, sent since or not: what rules remember comes from here.</param>
    public static IReadOnlyList<Delivery> Restore(ILog log, Action<Delivery> planned)
    {
        Dictionary<string, (long Order, Delivery Delivery)> pending = new(StringComparer.Ordinal);
        log.Scan(Records, (scoped in RecordView record) =>
        {
            AlertDelivery.Read(Body(record.Value), out AlertDelivery step);
            string id = Text(step.Delivery);
            switch (step.State)
            {
                case DeliveryState.Planned when step.HasAlert:
                    var delivery = new Delivery
                    {
                        Rule = Text(step.Rule), Destination = Text(step.Destination), Alert = AlertCodec.Read(step.Alert),
                        NotBeforeMs = step.NotBeforeMs, PlannedAtMs = step.AtMs,
                    };
                    pending[id] = (record.Offset, delivery);
                    planned(delivery);
                    break;
                case DeliveryState.Bundled:
                    if (pending.TryGetValue(id, out (long Order, Delivery Delivery) open))
                        pending[id] = open with { Delivery = open.Delivery with { Message = Text(step.Message) } };
                    break;
                default:
                    pending.Remove(id);
                    break;
            }
        });
        return [.. pending.Values.OrderBy(entry => entry.Order).Select(entry => entry.Delivery)];
    }

    /// <summary>Commits plans, and where the router then stands in houle.alerts.</summary>
    public void Plan(IEnumerable<Delivery> deliveries, IEnumerable<(TopicPartition Partition, long Next)> positions)
    {
        lock (_lock)
        {
            _batch.Clear();
            foreach (Delivery delivery in deliveries) Append(delivery, DeliveryState.Planned, delivery.PlannedAtMs, alert: true);
            foreach ((TopicPartition partition, long next) in positions)
                _batch.SetPosition(Router, partition, new GroupPosition(next, next));
            _producer.Commit(_batch);
        }
    }

    /// <summary>Commits which deliveries a message holds, one or a digest, before it is sent for the first time.</summary>
    public void Bundle(IReadOnlyList<Delivery> deliveries, string message, long atMs)
    {
        lock (_lock)
        {
            _batch.Clear();
            foreach (Delivery delivery in deliveries) Append(delivery with { Message = message }, DeliveryState.Bundled, atMs);
            _producer.Commit(_batch);
        }
    }

    /// <summary>Commits that a message was taken, or that it is given up.</summary>
    /// <param name="reason">Why it is given up; null when it was taken.</param>
    public void Settle(IReadOnlyList<Delivery> deliveries, string message, long atMs, int tries, string? reason)
    {
        DeliveryState state = reason is null ? DeliveryState.Sent : DeliveryState.GivenUp;
        lock (_lock)
        {
            _batch.Clear();
            foreach (Delivery delivery in deliveries) Append(delivery with { Message = message }, state, atMs, tries, reason);
            _producer.Commit(_batch);
        }
    }

    public void Dispose() => _producer.Dispose();

    private void Append(Delivery delivery, DeliveryState state, long atMs, int tries = 0, string? reason = null, bool alert = false)
    {
        byte[] id = Encoding.UTF8.GetBytes(delivery.Id);
        var record = new AlertDelivery
        {
            Delivery = id, State = state, AlertId = Encoding.UTF8.GetBytes(delivery.Alert.Id), Revision = delivery.Alert.Revision,
            Rule = Encoding.UTF8.GetBytes(delivery.Rule), Destination = Encoding.UTF8.GetBytes(delivery.Destination),
            Subject = Encoding.UTF8.GetBytes(delivery.Alert.Subject), Message = Encoding.UTF8.GetBytes(delivery.Message ?? ""),
            NotBeforeMs = delivery.NotBeforeMs, AtMs = atMs, Tries = tries,
        };
        if (reason is not null) record.Reason = Encoding.UTF8.GetBytes(reason);
        if (alert) record.Alert = AlertCodec.Write(delivery.Alert);
        record.WriteSingleObject(_batch.Begin(Records, CommitBatch.StampAtCommit, id));
        _batch.End();
    }

    private static ReadOnlySpan<byte> Body(ReadOnlySpan<byte> value)
    {
        if (!SingleObject.TryReadFingerprint(value, out ulong found) || found != AlertDelivery.Fingerprint)
            throw new SinkException($"{TopicNames.AlertDeliveries} has a record of another schema: it was written by a newer Houle; run that version");
        return SingleObject.Body(value);
    }

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}
