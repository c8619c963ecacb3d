using System.Text.Json.Nodes;
using Houle.Faults.Harness;
using Houle.Streams.Embedded;

namespace Houle.Faults.Demo;

/// <summary>houle demo, its worker dying at named points of the log, of ingest and of the sink, and the whole of it killed
/// again and again: the output is that of an undisturbed run.</summary>
public sealed class DemoKillTests : IDisposable
{
    private const string WorkerDied = "was killed by signal 9";

    /// <summary>A cold start on a busy machine takes the longest.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(4);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Of each part: where its crash would hurt most, and about how often a worker passes there.</summary>
    private static readonly (string Point, int NthMax)[] Points =
    [
        (LogSteps.AfterSync, 60), ("ingest.after-commit", 4), ("sink.planned", 6), (LogSteps.InTransaction, 60),
        ("sink.positioned", 6), ("ingest.before-commit", 4),
    ];

    [Fact]
    public async Task Demo_killed_at_named_points_and_as_a_whole_gives_the_output_of_an_undisturbed_run()
    {
        Seeds seeds = new(4);
        string expected = (await File.ReadAllTextAsync(Checkout.Demo("output.sha256"))).Trim();
        int deaths = 0;
        foreach ((string point, int nthMax) in Points)
        {
            await using FaultProcess life = Start(new Fault.KillAt(point, 2 + seeds.Next(nthMax - 1)));
            if (await life.WaitForError(IsDeath, nth: 2, Bound) is not null)
            {
                life.Kill(); // its children see that it is gone, and end
                (await life.WaitForExit(Bound)).ShouldBe(FaultProcess.KilledExitCode);
            }
            else if (await life.WaitForExit(Bound) is var exitCode && exitCode != 0)
            {
                Assert.SkipWhen(life.Errors.Contains("libchdb", StringComparison.Ordinal), $"no ClickHouse here: {life.Errors}");
                Assert.Fail($"exit code {exitCode} under {point}; {life}");
            }
            else
            {
                HashOf(life).ShouldBe(expected, $"{seeds}"); // done before its worker died twice: the next life starts afresh
            }
            deaths += life.Errors.Split('\n').Count(IsDeath);
        }
        await using FaultProcess last = Start(null);
        (await last.WaitForExit(Bound)).ShouldBe(0, last.Errors);
        HashOf(last).ShouldBe(expected, $"{seeds}");
        deaths.ShouldBeGreaterThan(Points.Length, $"{seeds}");
    }

    private static bool IsDeath(string line) => line.Contains(WorkerDied, StringComparison.Ordinal);

    private FaultProcess Start(Fault.KillAt? workerDiesAt) => FaultProcess.StartDotnet(
        Path.Combine(AppContext.BaseDirectory, "houle.dll"), ["demo", "--once", "--json", "--data", _folder.Sub("demo")],
        workerDiesAt);

    private static string HashOf(FaultProcess demo) =>
        JsonNode.Parse(string.Join('\n', demo.Lines))!["output_sha256"]!.GetValue<string>();
}
