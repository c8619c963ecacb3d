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

namespace Houle.Bench.Weeks;

/// <summary>Writes a simulation into the social topic of a log as ingest would, without its files: creators are their own keys.</summary>
internal sealed class WeekLog(MemoryLog log, TopologyOptions topology) : IEventSink, IDisposable
{
    private const int CommitRecords = 5_000;

    private readonly ILogProducer _producer = log.OpenProducer("week");
    private readonly CommitBatch _batch = new();
    private readonly ByteBuffer _record = new(1024);
    private readonly int _partitions = topology.Streams[0].Partitions;

    /// <returns>What was planted, a JSON line each.</returns>
    public static SimulationReport Fill(MemoryLog log, TopologyOptions topology, Scenario scenario, ulong seed)
    {
        using WeekLog week = new(log, topology);
        SimulationReport report = new CitySimulation(scenario, seed, week).Run(new SimulationLimits());
        for (int partition = 0; partition < week._partitions; partition++)
        {
            week._record.Clear();
            new Progress { StreamTimeMs = report.UntilMs + 3_600_000 }.WriteSingleObject(week._record);
            week._batch.Append(new TopicPartition(TopicNames.Social, partition), report.UntilMs, "progress"u8, week._record.Written);
        }

        week.Commit();
        return report;
    }

    public void Take(EventKind kind, long arrivedAtMs, ReadOnlySpan<byte> body)
    {
        if (kind != EventKind.Mention) return;
        Mention mention = Mention.Read(body);
        ReadOnlySpan<byte> page = mention.HasParentCreator ? mention.ParentCreator : mention.Creator;
        _record.Clear();
        SingleObject.WriteHeader(_record, Mention.Fingerprint);
        _record.Append(body);
        _batch.Append(new TopicPartition(TopicNames.Social, Partitioner.Of(page, _partitions)), arrivedAtMs, page, _record.Written);
        if (_batch.Records.Length >= CommitRecords) Commit();
    }

    public void Dispose() => _producer.Dispose();

    private void Commit()
    {
        _producer.Commit(_batch);
        _batch.Clear();
    }
}
