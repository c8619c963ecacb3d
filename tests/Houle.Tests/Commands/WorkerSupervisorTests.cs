using Houle.CommandLine;
using Houle.Commands.Demo;
using Houle.Hosting;
using Houle.Terminal;
using Houle.Tests.Support;

namespace Houle.Tests.Commands;

public sealed class WorkerSupervisorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Worker_that_ends_with_an_error_is_not_started_again()
    {
        var view = new Notes();
        var supervisor = new WorkerSupervisor(["tail"], _folder.File("worker.log"), view);

        CommandException error = await Should.ThrowAsync<CommandException>(() => supervisor.RunToEnd(CancellationToken.None));

        error.ExitCode.ShouldBe(ExitCodes.Usage);
        error.Message.ShouldStartWith("see houle tail --help (the worker's log is ");
        supervisor.Deaths.ShouldBe(0);
        File.ReadAllText(_folder.File("worker.log")).ShouldContain("Required argument missing");
    }

    [Fact]
    public void Report_of_a_worker_survives_its_line()
    {
        var report = new WorkerReport([new IngestShare("social", 12, 0.25)], Lag: 7, Done: true);

        WorkerReport read = WorkerReport.Parse(report.ToLine());

        read.Shares.ShouldBe(report.Shares);
        (read.Lag, read.Done).ShouldBe((7, true));
    }

    private sealed class Notes : IProgressView
    {
        public void Progress(IReadOnlyList<IngestShare> shares, long lag)
        {
        }

        public void Finding(string line)
        {
        }

        public void Note(string line)
        {
        }
    }
}
