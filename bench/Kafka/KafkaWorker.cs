using System.Diagnostics;
using System.Globalization;
using Houle.Bench.Streams;
using Houle.Streams.Kafka;
using Houle.Streams.Runtime;
using Houle.Streams.Topology;

namespace Houle.Bench.Kafka;

/// <summary>A process that runs the stages on Kafka in one of the profiles, until its standard input ends.</summary>
internal static class KafkaWorker
{
    public static Area Area { get; } = new("kafka-worker", "started by kafka: BOOTSTRAP PREFIX RUN PROFILE INSTANCE THREADS", Run);

    public static Process Start(string bootstrap, string prefix, string run, string profile, int instance, int threads) =>
        Process.Start(new ProcessStartInfo("dotnet", [typeof(KafkaWorker).Assembly.Location, "kafka-worker", bootstrap, prefix, run, profile, $"{instance}", $"{threads}"])
        {
            RedirectStandardInput = true,
        })!;

    private static async Task<int> Run(string[] args)
    {
        TopologyOptions topology = StreamsBench.Topology(args[3]);
        topology = topology with { Streams = [topology.Streams[0] with { Topic = "mentions", Foreign = true }] };
        using KafkaLog log = KafkaLog.Open(KafkaBench.Options(args[0], args[1], args[2]), TimeProvider.System);
        RuntimeOptions options = new()
        {
            Threads = int.Parse(args[5], CultureInfo.InvariantCulture), Instance = args[4], CommitRecordsMax = 200_000,
            Restarted = failure => Console.Error.WriteLine($"bench: {failure.Message}"),
        };
        using StreamsRuntime runtime = new(log, topology, options, TimeProvider.System);
        runtime.Start();
        Task ended = Task.Run(() => Console.In.ReadToEnd());
        await Task.WhenAny(ended, runtime.Completion);
        runtime.Stop();
        await runtime.Completion;
        return 0;
    }
}
