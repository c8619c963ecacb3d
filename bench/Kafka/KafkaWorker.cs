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
    public static Area Area { get; } = new("kafka-worker", "started by kafka: BOOTSTRAP PREFIX RUN PROFILE INSTANCE THREADS [session=MS] [creators=N] [standby=0|1] [commit=RECORDS] [fetch=MB] [ahead=MS] [retry=MS]", Run);

    public static Process Start(string bootstrap, string prefix, string run, string profile, int instance, int threads, params string[] more) =>
        Process.Start(new ProcessStartInfo("dotnet", [typeof(KafkaWorker).Assembly.Location, "kafka-worker", bootstrap, prefix, run, profile, $"{instance}", $"{threads}", .. more])
        {
            RedirectStandardInput = true,
        })!;

    /// <summary>What a command line says after each --worker, for the worker.</summary>
    public static string[] Settings(string[] args) => [.. Enumerable.Range(1, Math.Max(0, args.Length - 1)).Where(i => args[i - 1] == "--worker").Select(i => args[i])];

    private static int? More(string[] args, string name) =>
        Array.Find(args, arg => arg.StartsWith($"{name}=", StringComparison.Ordinal)) is { } given ? int.Parse(given.AsSpan(name.Length + 1), CultureInfo.InvariantCulture) : null;

    private static async Task<int> Run(string[] args)
    {
        TopologyOptions topology = StreamsBench.Topology(args[3]);
        topology = topology with { Streams = [topology.Streams[0] with { Topic = "mentions", Foreign = true }] };
        if (More(args, "creators") is { } creators) topology = topology with { CreatorsMax = creators };
        KafkaLogOptions broker = KafkaBench.Options(args[0], args[1], args[2]);
        broker = broker with
        {
            SessionTimeoutMs = More(args, "session") ?? broker.SessionTimeoutMs, FetchAheadMaxMb = More(args, "fetch") ?? broker.FetchAheadMaxMb,
        };
        if (More(args, "retry") is { } retry)
            broker = broker with { Client = new Dictionary<string, string>(broker.Client) { ["retry.backoff.ms"] = $"{retry}" } };
        using KafkaLog log = KafkaLog.Open(broker, TimeProvider.System);
        RuntimeOptions options = new()
        {
            Threads = int.Parse(args[5], CultureInfo.InvariantCulture), Instance = args[4], CommitRecordsMax = More(args, "commit") ?? 200_000,
            AheadMaxMs = More(args, "ahead") ?? new RuntimeOptions().AheadMaxMs,
            Standby = More(args, "standby") == 1, StandbyBytesMax = 8L << 30,
            Progress = line => Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bench: {TimeProvider.System.GetUtcNow():HH:mm:ss.fff} instance {args[4]}: {line}")),
            Restarted = failure => Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bench: {TimeProvider.System.GetUtcNow():HH:mm:ss.fff} instance {args[4]}: {failure.Message}")),
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
