namespace Houle.Bench;

/// <summary>One part of the house that is measured by a command of its own.</summary>
/// <param name="Name">The word on the command line.</param>
/// <param name="Measures">What it measures, in one line.</param>
/// <param name="Run">Prints its table on standard output; returns the exit code.</param>
internal sealed record Area(string Name, string Measures, Func<string[], Task<int>> Run);

/// <summary>The areas, each added by its own folder.</summary>
internal static class Areas
{
    public static IEnumerable<Area> All =>
    [
        new Area("embedded", "the log in one folder: append, commit, read; beside memory, the bare disk and SQLite blobs",
            EmbeddedLogBench.Run),
        PipelineBench.Area,
        Kafka.KafkaBench.Area,
        Kafka.LatencyBench.Area,
        Kafka.CommitBench.Area,
        Kafka.RestoreBench.Area,
        Kafka.TakeoverBench.Area,
        Kafka.KeysBench.Area,
        Kafka.BytesBench.Area,
        Kafka.KafkaWorker.Area,
        new("avro", "mentions and container files: decode, encode, read; beside Java's Avro", Avro.AvroArea.RunAsync),
        Avro.MutateBench.Area,
        Streams.StreamsBench.Area,
        Streams.FlatBench.Area,
        State.StateBench.Area,
        State.ShelvesBench.Area,
        Audience.AudienceBench.Area,
        Sink.SinkBench.Area,
        Detection.BurstsArea.Area,
        DetectionData.SeriesArea.Area,
        DetectionData.NabArea.Area,
        DetectionData.RealDataArea.Area,
        DetectionData.KeyedArea.Area,
        Simulation.GenerateBench.Area,
        Weeks.WeeksArea.Area,
        Alerts.AlertLatencyBench.Area,
        new Area("ingest", "rows of CSV to encoded events: simple, with people and cities, sorted", IngestBench.Run),
    ];
}
