using Houle.Faults.Harness;
using Houle.Faults.Network;

namespace Houle.Faults.Kafka;

/// <summary>Two instances of houle run, each with a network of its own to the broker that stalls and is cut at seeded moments while they
/// count: members are thrown out, commits end without an answer, zombies come back. Then all is as if nothing had happened.</summary>
public sealed class KafkaPartitionTests(ITestOutputHelper output)
{
    private const int Count = 200_000, PerSecond = 1_000;
    private const int FaultsPerNetwork = 4, QuietMsMax = 1_000;

    // So that work is left until the last fault.
    private const int BytesPerSecond = 800_000;

    // Past the session's 3 s and the transaction's 4 s: some faults cost the membership, some the transaction, most neither.
    private const int FaultMsMax = 5_000;
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(5);
    private static readonly long ClosedBeforeMs = (Peer.StartMs + (Count * 1000L / PerSecond) - 120_000) / 60_000 * 60_000;

    [Fact]
    public async Task Instances_cut_off_from_the_broker_again_and_again_leave_the_truth()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("HOULE_KAFKA_BOOTSTRAP") is { Length: > 0 }, "that broker's listeners are not ours to set");
        Seeds seeds = new(11);
        output.WriteLine($"{seeds}");
        int[] ports = [KafkaBroker.FreePort(), KafkaBroker.FreePort()];
        await using TcpProxy first = new(ports[0], BytesPerSecond), second = new(ports[1], BytesPerSecond);
        TcpProxy[] networks = [first, second];
        using KafkaBroker broker = new() { Listeners = [.. networks.Select((network, i) => (ports[i], network.Port))] };
        using KafkaDeployment deployment = new(broker.Bootstrap, null, "transaction_timeout_ms: 4000");
        await deployment.Load(Count, PerSecond);
        await using FaultProcess one = deployment.Start(bootstrap: $"127.0.0.1:{first.Port}"), other = deployment.Start(bootstrap: $"127.0.0.1:{second.Port}");
        await Task.WhenAll(((FaultProcess[])[one, other]).Select(process => process.WaitForError(KafkaDeployment.IsRunning, 1, Bound)));

        Seeds[] own = [.. networks.Select(_ => seeds.Fork())];
        string[] done = await Task.WhenAll(networks.Select((network, i) => Weather.Strike(network, own[i], FaultsPerNetwork, QuietMsMax, FaultMsMax)));
        string context = $"{seeds}; {string.Join(" / ", done)}";
        deployment.Unread().ShouldBeGreaterThan(0, $"the faults came too late; {context}");
        foreach (TcpProxy network in networks) network.Widen();
        await deployment.WaitForEnd(one, other);
        output.WriteLine(context);
        await deployment.CheckTruth(Count, ClosedBeforeMs, $"{context}; {one}; {other}");
    }
}
