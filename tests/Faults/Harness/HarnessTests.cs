using Houle.Faults.Log;

namespace Houle.Faults.Harness;

/// <summary>The harness must itself be believed: a fault that does not strike would make every test pass.</summary>
public sealed class HarnessTests : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Named_point_kills_the_process_at_its_nth_passing()
    {
        LoopLog loop = new(_folder.Sub("log"), threads: 1, commits: 10);
        await using FaultProcess process = loop.Start(new Fault.KillAt(Houle.Streams.Embedded.LogSteps.AfterCommit, 4));
        (await process.WaitForExit(Bound)).ShouldBe(FaultProcess.KilledExitCode);
        process.Lines.ShouldBe(["ready", "acked 0 0", "acked 0 1", "acked 0 2"]);
    }

    [Fact]
    public async Task Point_that_is_not_well_named_is_refused_by_the_process()
    {
        await using FaultProcess process = FaultProcess.StartDotnet(
            typeof(CommitLoop).Assembly.Location, ["commit-loop", _folder.Sub("log"), "1", "1"],
            environment: new Dictionary<string, string?> { [Streams.Log.FaultPoints.Variable] = "no-number" });
        (await process.WaitForExit(Bound)).ShouldNotBe(0);
        process.Errors.ShouldContain("HOULE_FAULT_POINT is 'no-number'");
    }

    [Fact]
    public async Task Line_that_never_comes_ends_the_wait_at_its_bound_or_with_the_process()
    {
        LoopLog loop = new(_folder.Sub("log"), threads: 1, commits: 3);
        await using FaultProcess process = loop.Start();
        (await process.WaitForLine(line => line == "never", Bound)).ShouldBeNull();

        LoopLog other = new(_folder.Sub("other"), threads: 1, commits: 1_000_000);
        await using FaultProcess stopped = other.Start();
        await stopped.WaitForLine(line => line == "ready", Bound);
        stopped.Stop();
        await Should.ThrowAsync<TimeoutException>(
            stopped.WaitForLine(line => line == "never", TimeSpan.FromMilliseconds(200)));
    }

    [Fact]
    public void Seeds_give_the_same_moments_again()
    {
        Seeds first = new(5), second = new(5);
        Enumerable.Range(0, 20).Select(_ => first.NextDelay(100)).ShouldBe(
            Enumerable.Range(0, 20).Select(_ => second.NextDelay(100)));
    }
}
