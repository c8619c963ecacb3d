using System.Diagnostics.Metrics;
using System.Text;
using Houle.Avro.Binary;
using Houle.Configuration;
using Houle.Events;
using Houle.Streams.Log;
using Houle.Streams.Runtime;
using Houle.Streams.Topology;

namespace Houle.Metrics;

/// <summary>What a running process says of itself in numbers (docs/operations.md lists them). Counts are of durable commits alone, so none
/// is counted twice after a restart from the last one.</summary>
internal sealed class HouleMetrics : IDisposable
{
    public const string MeterName = "Houle";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _records, _events, _deadLetters, _restarts;
    private readonly Histogram<double> _commits;

    /// <param name="lags">What each group has not read, as it was last asked of the log.</param>
    /// <param name="streamTimes">How far the partitions of this process have come, and what waits for the slowest.</param>
    /// <param name="clock">What the watermark is held against.</param>
    public HouleMetrics(Func<IReadOnlyList<TopicLag>> lags, Func<IReadOnlyList<StreamTimeBoard.Place>> streamTimes, TimeProvider clock)
    {
        _records = _meter.CreateCounter<long>("houle.records", "{record}", "Records that this process has read and committed, internal topics included.");
        _events = _meter.CreateCounter<long>("houle.events", "{event}", "What became of the source records that this process has committed.");
        _deadLetters = _meter.CreateCounter<long>("houle.dead_letters", "{record}", "Dead letters that this process has committed, by reason.");
        _restarts = _meter.CreateCounter<long>("houle.restarts", "{restart}", "Times that a stream thread began again from the last commit.");
        _commits = _meter.CreateHistogram<double>("houle.commit.duration", "s", "How long a commit takes until it is durable.");
        _meter.CreateObservableGauge(
            "houle.consumer.lag", () => lags().Select(lag => new Measurement<long>(lag.Records, new("group", lag.Group), new("topic", lag.Topic))),
            "{record}", "Records that a group of the deployment has not read; the same from every instance.");
        _meter.CreateObservableGauge(
            "houle.watermark.lag", () => WatermarkLags(streamTimes(), clock.GetUtcNow().ToUnixTimeMilliseconds()),
            "s", "How far the slowest partition of this process is behind the clock, by topic: of sources, and of the topics between stages.");
        _meter.CreateObservableGauge(
            "houle.waiting.minutes", () => streamTimes().Where(place => place.Waiting.Minutes > 0).Select(place => new Measurement<int>(place.Waiting.Minutes, new KeyValuePair<string, object?>("topic", place.Topic))),
            "{minute}", "Minutes read and not judged yet, because a slower partition of the stage before has not come as far, by topic.");
        _meter.CreateObservableGauge(
            "houle.waiting.bytes", () => streamTimes().Where(place => place.Waiting.Bytes > 0).Select(place => new Measurement<long>(place.Waiting.Bytes, new KeyValuePair<string, object?>("topic", place.Topic))),
            "By", "Bytes of the records that such minutes have come in, by topic; past 64 MB partitions ahead are held back.");
    }

    /// <summary>Takes in a durable commit. Called by the stream threads.</summary>
    public void Committed(CommitBatch batch, int records, TimeSpan elapsed)
    {
        _commits.Record(elapsed.TotalSeconds);
        _records.Add(records);
        foreach (ref readonly PendingRecord record in batch.Records)
        {
            if (record.Partition.Topic == TopicNames.Accounting) Add(Accounting.Read(SingleObject.Body(batch.Value(record))));
            else if (record.Partition.Topic == TopicNames.DeadLetters) Add(DeadLetter.Read(SingleObject.Body(batch.Value(record))));
        }
    }

    public void Restarted() => _restarts.Add(1);

    public void Dispose() => _meter.Dispose();

    private void Add(scoped in Accounting account)
    {
        string stream = ConfigText.Of(account.Stream);
        Add("on_time", account.Accepted - account.Late);
        Add("late", account.Late);
        Add("duplicate", account.Duplicates);
        Add("dead_letter", account.DeadLettered);
        Add("other", account.Other);

        void Add(string outcome, long count)
        {
            if (count != 0) _events.Add(count, new("stream", stream), new("outcome", outcome));
        }
    }

    private void Add(scoped in DeadLetter letter) => _deadLetters.Add(
        1, new("stream", ConfigText.Of(letter.Stream)), new("reason", Encoding.UTF8.GetString(letter.Reason)));

    private static IEnumerable<Measurement<double>> WatermarkLags(IReadOnlyList<StreamTimeBoard.Place> places, long nowMs) => places
        .Where(place => place.HasTime)
        .GroupBy(place => place.Topic)
        .Select(topic => new Measurement<double>((nowMs - topic.Min(place => place.StreamTimeMs)) / 1000.0, new KeyValuePair<string, object?>("topic", topic.Key)));
}
