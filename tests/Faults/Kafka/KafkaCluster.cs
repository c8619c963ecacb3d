using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Houle.Faults.Kafka;

/// <summary>Three brokers that keep three copies of everything, of which two must be there for a commit; each can be killed.</summary>
internal sealed class KafkaCluster : IDisposable
{
    private const int Replicas = 3;
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(90), Timeout = TimeSpan.FromSeconds(10);

    private readonly KafkaBroker[] _brokers = [.. Enumerable.Range(0, Replicas).Select(_ => new KafkaBroker())];
    private IAdminClient? _admin;

    public string Bootstrap => string.Join(',', _brokers.Select(broker => broker.Address));

    private IAdminClient Admin => _admin ??=
        new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Bootstrap }).SetLogHandler((_, _) => { }).Build();

    /// <summary>Starts all three: none is ready before a majority is there.</summary>
    public async Task Start()
    {
        Assert.SkipWhen(KafkaBroker.Home is null, "no Kafka here: set HOULE_KAFKA_HOME to a folder with start");
        string voters = string.Join(',', _brokers.Select((broker, i) => $"{i + 1}@127.0.0.1:{broker.ControllerPort}"));
        foreach ((int i, KafkaBroker broker) in _brokers.Index())
        {
            broker.Variables["KAFKA_NODE_ID"] = $"{i + 1}";
            broker.Variables["KAFKA_VOTERS"] = voters;
            broker.Variables["KAFKA_REPLICAS"] = $"{Replicas}";
        }

        await Task.WhenAll(_brokers.Select(broker => Task.Run(broker.Start)));
    }

    public async Task CreateTopic(string name, int partitions)
    {
        await Admin.CreateTopicsAsync([new TopicSpecification { Name = name, NumPartitions = partitions, ReplicationFactor = Replicas }]);
        await WaitForCopies(name);
    }

    /// <summary>SIGKILL for whoever leads a topic's first partition.</summary>
    /// <returns>Starts it again.</returns>
    public Action KillLeader(string topic)
    {
        int leader = Partitions(topic)[0].Leader;
        KafkaBroker broker = _brokers[leader - 1];
        broker.Kill();
        return broker.Start;
    }

    /// <summary>Returns when every partition has a leader and all of its copies: another broker may go.</summary>
    public async Task WaitForCopies(string topic)
    {
        DateTime until = DateTime.UtcNow + Bound;
        while (Partitions(topic) is var partitions && (partitions.Count == 0 || partitions.Exists(p => p.InSyncReplicas.Length < Replicas || p.Leader < 1)))
        {
            if (DateTime.UtcNow > until) throw new TimeoutException($"{topic} does not have its {Replicas} copies within {Bound}");
            await Task.Delay(200);
        }
    }

    public void Dispose()
    {
        _admin?.Dispose();
        foreach (KafkaBroker broker in _brokers) broker.Dispose();
    }

    private List<PartitionMetadata> Partitions(string topic) => Admin.GetMetadata(topic, Timeout).Topics[0].Partitions;
}
