using Houle.Avro.Binary;
using Houle.Bench.Kafka;
using Houle.Events;
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
    private static readonly (string Group, string Topic)[] Readers =
        [("observe", Source), ("detect", TopicNames.Activity), ("select", TopicNames.Candidates)];

    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder _folder = new();
    private readonly string _name = $"f{Guid.NewGuid():N}";
    private readonly string _bootstrap, _config;
    private int _started;

    /// <param name="bootstrap">Of the broker.</param>
    /// <param name="clickHouse">Where sinks write; null where none run.</param>
    /// <param name="kafka">More lines of the configuration's part kafka.</param>
    public KafkaDeployment(string bootstrap, Uri? clickHouse = null, params string[] kafka)
    {
        Assert.SkipWhen(Peer.Home is null, "no ../shared/peer here, which fills the topic and knows the truth");
        _bootstrap = bootstrap;
        Peer = new Peer(bootstrap, $"{_name}.{Source}", _folder.Path);
        _config = $"""
            run: {_name}
            data: data
            threads: THREADS
            web:
              port: 0
            kafka:
              topic_prefix: {_name}.
              session_timeout_ms: 3000
              {string.Join("\n  ", kafka)}
              bootstrap: BOOTSTRAP
            feeds: feeds
            privacy:
              keys_file: pseudonym.keys
            STREAMS
            {(clickHouse is null ? "" : $"clickhouse:\n  embedded: false\n  url: {clickHouse}")}
            """;
    }

    public Peer Peer { get; }

    /// <summary>Threads of an instance.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>The configuration's streams, and what feeds them.</summary>
    public string Streams { get; init; } = $"""
        streams:
          social:
            topic: {Source}
            partitions: {Partitions}
            foreign: true
            idle_ms: 3600000
            keyed: creator
            pseudonymous: true
        """;

    public const string Source = "mentions";

    public string Name => _name;

    public Task Load(int count, int perSecond) => Peer.Load(count, perSecond, Partitions);

    /// <param name="bootstrap">The way to the broker, where it is not the straight one.</param>
    public FaultProcess Start(Fault.KillAt? killAt = null, string roles = "streams", string? bootstrap = null) =>
        Houle(["run", "--roles", roles], killAt, bootstrap);

    /// <summary>Any command, with this deployment's configuration.</summary>
    public FaultProcess Houle(string[] arguments, Fault.KillAt? killAt = null, string? bootstrap = null)
    {
        string file = _folder.Sub($"houle-{++_started}.yaml");
        File.WriteAllText(file, _config.Replace("BOOTSTRAP", bootstrap ?? _bootstrap, StringComparison.Ordinal).Replace("STREAMS", Streams, StringComparison.Ordinal)
            .Replace("THREADS", $"{Threads}", StringComparison.Ordinal));
        return FaultProcess.StartDotnet(Path.Combine(AppContext.BaseDirectory, "houle.dll"), [.. arguments, "--config", file], killAt);
    }

    /// <summary>Writes a file beside the configuration.</summary>
    /// <returns>Its path.</returns>
    public string Write(string name, string text)
    {
        string file = _folder.Sub(name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    /// <summary>The topic that its feeds read; null for none.</summary>
    public string? Foreign { get; init; }

    public static bool IsRunning(string line) => line.Contains("running streams", StringComparison.Ordinal);

    public ILog Open() => KafkaLog.Open(
        new KafkaLogOptions { Bootstrap = _bootstrap, Name = _name, TopicPrefix = $"{_name}.", ForeignTopics = new HashSet<string>(Foreign is null ? [] : [Foreign]) }, TimeProvider.System);

    /// <summary>Mentions that no commit has counted yet.</summary>
    public long Unread()
    {
        using ILog log = Open();
        return Left(log, Readers[..1]);
    }

    /// <summary>Returns when the log is as it is waited for.</summary>
    public async Task WaitFor(Func<ILog, bool> condition, params FaultProcess[] instances)
    {
        using ILog log = Open();
        for (DateTime until = DateTime.UtcNow + Bound; !condition(log);)
        {
            if (DateTime.UtcNow > until) throw new TimeoutException($"not within {Bound}; {string.Join<FaultProcess>("; ", instances)}");
            await Task.Delay(200);
        }
    }

    /// <summary>Returns when every record of the sources, and of what came of them, is counted.</summary>
    /// <param name="instances">What they say belongs to the failure.</param>
    public async Task WaitForEnd(params FaultProcess[] instances)
    {
        DateTime until = DateTime.UtcNow + Bound;
        long left = -1;
        int quiet = 0;
        ILog? log = null;
        try
        {
            while (quiet < 3)
            {
                if (DateTime.UtcNow > until) throw new TimeoutException($"{left} records are left after {Bound}; {string.Join<FaultProcess>("; ", instances)}");
                await Task.Delay(200);
                try
                {
                    log ??= Open();
                    left = Left(log, Readers);
                    quiet = left == 0 ? quiet + 1 : 0;
                }
                catch (LogUnavailableException)
                {
                    log?.Dispose(); // a broker that was killed is on its way back, and a new client finds it soonest
                    log = null;
                }
            }
        }
        finally
        {
            log?.Dispose();
        }
    }

    /// <summary>Of all that came out: windows, audience quality, trends, alerts, dead letters and accounts.</summary>
    public string Hash()
    {
        using ILog log = Open();
        return OutputHash.Of(log);
    }

    /// <summary>Fails unless the closed windows are those of the truth, line by line, none twice, and every record is accounted for once.</summary>
    /// <param name="count">Records in the source topic.</param>
    /// <param name="beforeMs">Windows that start before it are closed.</param>
    /// <param name="context">Seeds and faults, for the message.</param>
    public async Task CheckTruth(int count, long beforeMs, string context)
    {
        List<string> truth = await Peer.Truth(beforeMs);
        using ILog log = Open();
        List<string> lines = WindowLines.Of(log, beforeMs);
        truth.Count.ShouldBeGreaterThan(1000);
        string[] missing = [.. truth.Except(lines).Take(3)], extra = [.. lines.Except(truth).Take(3)];
        $"missing: {string.Join(", ", missing)}; extra: {string.Join(", ", extra)}; {lines.Count} lines".ShouldBe(
            $"missing: ; extra: ; {truth.Count} lines", context);

        long read = 0, accepted = 0;
        log.Scan(new TopicPartition(TopicNames.Accounting, 0), (scoped in RecordView record) =>
        {
            Accounting row = Accounting.Read(SingleObject.Body(record.Value));
            row.ReadValue.ShouldBe(row.Accepted + row.Duplicates + row.DeadLettered + row.Other, context);
            row.AcceptedWeight.ShouldBe(row.LeafWeight, context);
            (read, accepted) = (read + row.ReadValue, accepted + row.Accepted);
        });
        (read, accepted).ShouldBe((count, count), context);
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
