using Houle.Faults.Harness;
using Houle.Streams.Embedded;
using Houle.Streams.Log;

namespace Houle.Faults.Log;

/// <summary>Contract C2 of the log alone: SIGKILL at any instant, any number of times, and nothing shows.</summary>
public sealed class EmbeddedLogKillTests : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Steps => [.. LogSteps.OfCommit];

    private static bool IsReady(string line) => line == "ready";

    private async Task<string> UndisturbedHash(int threads, int commits)
    {
        LoopLog calm = new(_folder.Sub("calm"), threads, commits);
        await Disturbed.Run(calm.Start, IsReady, [], calm.Check);
        return calm.Hash();
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Kill_at_a_step_of_the_commit_loses_nothing_acknowledged_and_tears_nothing(string step)
    {
        const int threads = 2, commits = 30;
        Seeds seeds = new(17);
        LoopLog loop = new(_folder.Sub("log"), threads, commits);
        Fault[] faults = [.. new[] { 1, 2, 3 + seeds.Next(5), 3 + seeds.Next(5) }.Select(nth => new Fault.KillAt(step, nth))];
        Disturbed.Result result = await Disturbed.Run(loop.Start, IsReady, faults, loop.Check);
        result.Struck.ShouldBe(faults.Length, $"{seeds}");
        loop.Hash().ShouldBe(await UndisturbedHash(threads, commits), $"{seeds}");
    }

    [Fact]
    public async Task Kill_at_any_moment_again_and_again_leaves_the_same_output()
    {
        const int threads = 3, commits = 400;
        Seeds seeds = new(2026);
        LoopLog loop = new(_folder.Sub("log"), threads, commits);
        Fault[] faults = [.. Enumerable.Range(0, 12).Select(_ => new Fault.KillAfter(seeds.NextDelay(60)))];
        Disturbed.Result result = await Disturbed.Run(loop.Start, IsReady, faults, loop.Check);
        result.Struck.ShouldBeGreaterThan(3, $"{seeds}");
        loop.Hash().ShouldBe(await UndisturbedHash(threads, commits), $"{seeds}");
    }

    [Fact]
    public async Task Process_that_is_stopped_keeps_its_folder_and_can_be_looked_into()
    {
        LoopLog loop = new(_folder.Sub("log"), threads: 1, commits: 2000);
        await using FaultProcess owner = loop.Start();
        await owner.WaitForLine(line => line == "acked 0 5", Bound);
        owner.Stop();

        await using FaultProcess second = loop.Start();
        (await second.WaitForExit(Bound)).ShouldBe(1);
        second.Errors.ShouldContain($"folder {loop.Folder} is in use by process {owner.Id}");
        using (ILog look = EmbeddedLog.OpenReadOnly(loop.Folder))
            look.Range(new TopicPartition(CommitLoop.Topic, 1)).End.ShouldBeGreaterThan(5);

        owner.Continue();
        (await owner.WaitForExit(Bound)).ShouldBe(0);
        loop.Check(owner.Lines);
    }
}
