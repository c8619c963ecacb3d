using Houle.Faults.Harness;
using Houle.Streams.Log;
using Houle.Streams.Topology;

namespace Houle.Faults.Kafka;

/// <summary>Three brokers and three instances of houle run that come and go under load, while two leaders are killed: what comes out is
/// the truth.</summary>
public sealed class KafkaClusterTests(ITestOutputHelper output)
{
    private const int Count = 300_000, PerSecond = 1_000, Partitions = 4;
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(5);
    private static readonly long ClosedBeforeMs = (Peer.StartMs + (Count * 1000L / PerSecond) - 120_000) / 60_000 * 60_000;

    [Fact]
    public async Task Cluster_that_loses_its_leaders_and_instances_that_come_and_go_leave_the_truth()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("HOULE_FAULT_CLUSTER") == "1", "three brokers take minutes on two cores: set HOULE_FAULT_CLUSTER=1");
        Seeds seeds = new(21);
        output.WriteLine($"{seeds}");
        using KafkaCluster cluster = new();
        await cluster.Start();
        using KafkaDeployment deployment = new(cluster.Bootstrap, null, "replication_factor: 3", "min_insync_replicas: 2");
        string source = $"{deployment.Name}.{KafkaDeployment.Source}", activity = $"{deployment.Name}.{TopicNames.Activity}";
        using ILog looked = deployment.Open();
        await cluster.CreateTopic(source, Partitions);
        await deployment.Load(Count, PerSecond);

        await using FaultProcess first = deployment.Start();
        await first.WaitForError(KafkaDeployment.IsRunning, 1, Bound);
        await using FaultProcess second = deployment.Start();
        await Task.Delay(seeds.NextDelay(1_000));
        Action restart = cluster.KillLeader(source);
        await using FaultProcess third = deployment.Start(); // it joins while a leader is missing
        await third.WaitForError(KafkaDeployment.IsRunning, 1, Bound);
        await Task.Run(restart);
        first.Kill();
        await cluster.WaitForCopies(source);
        await cluster.WaitForCopies(activity);
        long left = deployment.Unread();
        restart = cluster.KillLeader(activity);
        await Task.Delay(seeds.NextDelay(1_000));
        await Task.Run(restart);
        await deployment.WaitForEnd(second, third);
        string context = $"{seeds}; {left} records were left at the second kill";
        output.WriteLine($"{context}; {second}; {third}");
        await deployment.CheckTruth(Count, ClosedBeforeMs, $"{context}; {second}; {third}");
    }
}
