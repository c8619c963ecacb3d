using Houle.Faults.Harness;

[assembly: AssemblyFixture(typeof(Houle.Tests.Support.KafkaBroker))]

namespace Houle.Faults.Kafka;

/// <summary>houle run on a real broker, its instances killed and stopped under load: the city windows are those of the
/// peer's truth, line by line.</summary>
public sealed class KafkaRunTests(KafkaBroker broker, ITestOutputHelper output)
{
    private const int Count = 300_000, PerSecond = 1_000;
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(5);

    /// <summary>Windows that start before it are closed when the last mention has been read.</summary>
    private static readonly long ClosedBeforeMs = (Peer.StartMs + (Count * 1000L / PerSecond) - 120_000) / 60_000 * 60_000;

    [Fact]
    public async Task Two_instances_share_the_work_and_count_the_truth()
    {
        using KafkaDeployment deployment = new(broker.Bootstrap);
        await deployment.Load(Count, PerSecond);
        await using FaultProcess first = deployment.Start();
        await first.WaitForError(KafkaDeployment.IsRunning, 1, Bound);
        await using FaultProcess second = deployment.Start();
        await deployment.WaitForEnd();
        await CheckLines(deployment, "");
    }

    [Fact]
    public async Task Instances_killed_again_and_again_leave_the_truth()
    {
        Seeds seeds = new(6);
        output.WriteLine($"{seeds}");
        using KafkaDeployment deployment = new(broker.Bootstrap);
        await deployment.Load(Count, PerSecond);
        await using FaultProcess steady = deployment.Start();
        string[] points = ["kafka.begun", "kafka.sent", "kafka.positions", "kafka.committed"];
        foreach (string point in points)
        {
            await using FaultProcess life = deployment.Start(new Fault.KillAt(point, 1 + seeds.Next(6)));
            await life.WaitForError(KafkaDeployment.IsRunning, 1, Bound);
            await Task.Delay(seeds.NextDelay(2_000));
            life.Kill();
            (await life.WaitForExit(Bound)).ShouldBe(FaultProcess.KilledExitCode, $"{seeds}; {life}");
        }

        await deployment.WaitForEnd();
        await CheckLines(deployment, $"{seeds}; {steady}");

        // The state of creators, duplicates and baselines came through too: all else is as without a disturbance.
        using KafkaDeployment calm = new(broker.Bootstrap);
        await calm.Load(Count, PerSecond);
        await using FaultProcess undisturbed = calm.Start();
        await calm.WaitForEnd();
        deployment.Hash().ShouldBe(calm.Hash(), $"{seeds}; {steady}");
    }

    [Fact]
    public async Task Broker_killed_under_load_comes_back_and_nothing_is_lost_or_doubled()
    {
        Assert.SkipWhen(
            Environment.GetEnvironmentVariable("HOULE_KAFKA_BOOTSTRAP") is { Length: > 0 }, "the broker is not ours to kill");
        Seeds seeds = new(9);
        output.WriteLine($"{seeds}");
        using KafkaDeployment deployment = new(broker.Bootstrap);
        await deployment.Load(Count, PerSecond);
        await using FaultProcess instance = deployment.Start();
        await instance.WaitForError(KafkaDeployment.IsRunning, 1, Bound);
        for (int kill = 0; kill < 2; kill++)
        {
            await Task.Delay(seeds.NextDelay(2_000));
            broker.Kill();
            broker.Start();
        }

        await deployment.WaitForEnd();
        await CheckLines(deployment, $"{seeds}; {instance}");
    }

    private static Task CheckLines(KafkaDeployment deployment, string context) => deployment.CheckTruth(Count, ClosedBeforeMs, context);
}
