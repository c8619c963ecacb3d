using Houle.Avro.Binary;
using Houle.Events;
using Houle.Ingest.Feeds;
using Houle.Simulation;
using Houle.Simulation.Output;
using Houle.Simulation.Scenarios;
using Houle.Streams;
using Houle.Streams.Log;
using Houle.Streams.Log.Memory;
using Houle.Streams.Topology;
using Stream = Houle.Events.Stream;

namespace Houle.Bench.Weeks;

/// <summary>Writes a simulation into the source topics of a log as ingest would, without its files: ids are their own pseudonyms. Kinds
/// whose stream the topology lacks are left out.</summary>
internal sealed class WeekLog(MemoryLog log, TopologyOptions topology) : IEventSink, IDisposable
{
    private const int CommitRecords = 5_000;

    private readonly ILogProducer _producer = log.OpenProducer("week");
    private readonly CommitBatch _batch = new();
    private readonly ByteBuffer _record = new(1024);
    private readonly Dictionary<Stream, StreamOptions> _streams = topology.Streams.ToDictionary(stream => stream.Stream);

    /// <returns>What was planted, a JSON line each.</returns>
    public static SimulationReport Fill(MemoryLog log, TopologyOptions topology, Scenario scenario, ulong seed)
    {
        using WeekLog week = new(log, topology);
        SimulationReport report = new CitySimulation(scenario, seed, week).Run(new SimulationLimits());
        foreach (StreamOptions stream in topology.Streams)
        {
            for (int partition = 0; partition < stream.Partitions; partition++)
            {
                week._record.Clear();
                new Progress { StreamTimeMs = report.UntilMs + 3_600_000 }.WriteSingleObject(week._record);
                week._batch.Append(new TopicPartition(stream.Topic, partition), report.UntilMs, "progress"u8, week._record.Written);
            }
        }

        week.Commit();
        return report;
    }

    public void Take(EventKind kind, long arrivedAtMs, ReadOnlySpan<byte> body)
    {
        switch (kind)
        {
            case EventKind.Mention:
                Mention mention = Mention.Read(body);
                Append(Stream.Social, Mention.Fingerprint, mention.HasParentCreator ? mention.ParentCreator : mention.Creator, arrivedAtMs, body);
                break;
            case EventKind.Intent:
                Intent intent = Intent.Read(body);
                Append(Stream.Intents, Intent.Fingerprint, intent.HasCreator ? intent.Creator : intent.City, arrivedAtMs, body);
                break;
            case EventKind.Sale:
                Append(Stream.Sales, Sale.Fingerprint, Sale.Read(body).Store, arrivedAtMs, body);
                break;
            case EventKind.StockLevel:
                Append(Stream.Sales, StockLevel.Fingerprint, StockLevel.Read(body).Store, arrivedAtMs, body);
                break;
            case EventKind.FootTraffic:
                Append(Stream.FootTraffic, FootTraffic.Fingerprint, FootTraffic.Read(body).Place, arrivedAtMs, body);
                break;
        }
    }

    public void Dispose() => _producer.Dispose();

    private void Append(Stream stream, ulong fingerprint, ReadOnlySpan<byte> key, long arrivedAtMs, ReadOnlySpan<byte> body)
    {
        if (!_streams.TryGetValue(stream, out StreamOptions? options)) return;
        _record.Clear();
        SingleObject.WriteHeader(_record, fingerprint);
        _record.Append(body);
        _batch.Append(new TopicPartition(options.Topic, Partitioner.Of(key, options.Partitions)), arrivedAtMs, key, _record.Written);
        if (_batch.Records.Length >= CommitRecords) Commit();
    }

    private void Commit()
    {
        _producer.Commit(_batch);
        _batch.Clear();
    }
}
