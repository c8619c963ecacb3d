using Houle.Bench.Kafka;
using Houle.Faults.Harness;
using Houle.Streams;
using Houle.Streams.Kafka;
using Houle.Streams.Log;
using Houle.Streams.Topology;

namespace Houle.Faults.Kafka;

/// <summary>A deployment of houle run on a broker, of as many instances as a test starts, on a topic that the peer fills.</summary>
internal sealed class KafkaDeployment : IDisposable
{
    private const int Partitions = 4;
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(3);

    private readonly TemporaryFolder _folder = new();
    private readonly string _name = $"f{Guid.NewGuid():N}";
    private readonly string _bootstrap;

    /// <param name="bootstrap">Of the broker.</param>
    /// <param name="clickHouse">Where sinks write; null where none run.</param>
    /// <param name="kafka">More lines of the configuration's part kafka.</param>
    public KafkaDeployment(string bootstrap, Uri? clickHouse = null, params string[] kafka)
    {
        Assert.SkipWhen(Peer.Home is null, "no ../shared/peer here, which fills the topic and knows the truth");
        _bootstrap = bootstrap;
        Peer = new Peer(bootstrap, $"{_name}.mentions", _folder.Path);
        File.WriteAllText(ConfigFile, $"""
            run: {_name}
            data: data
            threads: 2
            kafka:
              bootstrap: {bootstrap}
              topic_prefix: {_name}.
              session_timeout_ms: 3000
              {string.Join("\n  ", kafka)}
            streams:
              social:
                topic: mentions
                partitions: {Partitions}
                foreign: true
                idle_ms: 3600000
                keyed: creator
                pseudonymous: true
            {(clickHouse is null ? "" : $"clickhouse:\n  embedded: false\n  url: {clickHouse}")}
            """);
    }

    public Peer Peer { get; }

    private string ConfigFile => _folder.Sub("houle.yaml");

    public Task Load(int count, int perSecond) => Peer.Load(count, perSecond, Partitions);

    public FaultProcess Start(Fault.KillAt? killAt = null, string roles = "streams") => FaultProcess.StartDotnet(
        Path.Combine(AppContext.BaseDirectory, "houle.dll"), ["run", "--roles", roles, "--config", ConfigFile], killAt);

    public static bool IsRunning(string line) => line.Contains("running streams", StringComparison.Ordinal);

    public ILog Open() => KafkaLog.Open(
        new KafkaLogOptions { Bootstrap = _bootstrap, Name = _name, TopicPrefix = $"{_name}." }, TimeProvider.System);

    /// <summary>Returns when every record of the sources, and of what came of them, is counted.</summary>
    public async Task WaitForEnd()
    {
        using ILog log = Open();
        (string Group, string Topic)[] readers = [("observe", "mentions"), ("detect", TopicNames.Activity), ("select", TopicNames.Candidates)];
        DateTime until = DateTime.UtcNow + Bound;
        long left = -1;
        int quiet = 0;
        while (quiet < 3)
        {
            if (DateTime.UtcNow > until) throw new TimeoutException($"{left} records are left after {Bound}");
            await Task.Delay(200);
            try
            {
                left = Left(log, readers);
            }
            catch (LogUnavailableException)
            {
                continue; // a broker that was killed is on its way back
            }

            quiet = left == 0 ? quiet + 1 : 0;
        }
    }

    public List<string> Lines(long beforeMs)
    {
        using ILog log = Open();
        return WindowLines.Of(log, beforeMs);
    }

    /// <summary>Of all that came out: windows, audience quality, trends, alerts, dead letters and accounts.</summary>
    public string Hash()
    {
        using ILog log = Open();
        return OutputHash.Of(log);
    }

    public void Dispose() => _folder.Dispose();

    private static long Left(ILog log, (string Group, string Topic)[] readers)
    {
        Dictionary<string, int> partitions = log.Topics.ToDictionary(topic => topic.Definition.Name, topic => topic.Definition.Partitions);
        return readers.Sum(reader => Enumerable.Range(0, partitions.GetValueOrDefault(reader.Topic, 1)).Sum(partition =>
        {
            if (!partitions.ContainsKey(reader.Topic)) return 1;
            TopicPartition at = new(reader.Topic, partition);
            return log.Range(at).End - (log.Position(reader.Group, at)?.Next ?? 0);
        }));
    }
}
