using Houle.Faults.Harness;

namespace Houle.Faults.Kafka;

/// <summary>Two instances, each with warm copies of what the other works on: the one that is left goes on exactly.</summary>
public sealed class KafkaStandbyTests(KafkaBroker broker, ITestOutputHelper output)
{
    private const int Count = 300_000, PerSecond = 1_000;
    private const string Standby = "standby: true";
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(5);
    private static readonly long ClosedBeforeMs = (Peer.StartMs + (Count * 1000L / PerSecond) - 120_000) / 60_000 * 60_000;

    [Fact]
    public async Task Instance_that_stood_by_takes_over_from_a_killed_one_and_leaves_what_an_undisturbed_run_does()
    {
        Seeds seeds = new(17);
        output.WriteLine($"{seeds}");
        using KafkaDeployment deployment = new(broker.Bootstrap, null, Standby);
        await deployment.Load(Count, PerSecond);
        await using FaultProcess steady = deployment.Start();
        await steady.WaitForError(KafkaDeployment.IsRunning, 1, Bound);
        await using FaultProcess dying = deployment.Start();
        await dying.WaitForError(KafkaDeployment.IsRunning, 1, Bound);
        await steady.WaitForError(line => line.Contains("stands by", StringComparison.Ordinal), 1 + seeds.Next(3), Bound);
        await Task.Delay(seeds.NextDelay(300));
        dying.Kill();
        (await dying.WaitForExit(Bound)).ShouldBe(FaultProcess.KilledExitCode, $"{seeds}; {dying}");
        await deployment.WaitForEnd();
        await deployment.CheckTruth(Count, ClosedBeforeMs, $"{seeds}; {steady}");

        using KafkaDeployment calm = new(broker.Bootstrap);
        await calm.Load(Count, PerSecond);
        await using FaultProcess undisturbed = calm.Start();
        await calm.WaitForEnd();
        deployment.Hash().ShouldBe(calm.Hash(), $"{seeds}; {steady}");
    }
}
