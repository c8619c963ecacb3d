using Houle.CommandLine;
using Houle.Terminal;

namespace Houle.Commands.Demo;

/// <summary>Keeps a worker going until it has done all: one that was killed is started again, where the log says it was.</summary>
internal sealed class WorkerSupervisor(IReadOnlyList<string> arguments, string logFile, IProgressView view)
{
    /// <summary>Lives in a row that may end by a signal without a single report: then something is wrong for good.</summary>
    private const int BarrenLivesMax = 5;

    private const int SignalBase = 128;

    /// <summary>What every message of the program begins with, the worker's and then ours.</summary>
    private const string Prefix = "houle: ";

    private readonly Lock _gate = new();
    private WorkerProcess? _worker;

    /// <summary>How often it was killed, by whomever.</summary>
    public int Deaths { get; private set; }

    /// <exception cref="CommandException">It ended by itself with an error, or does not come up.</exception>
    public async Task RunToEnd(CancellationToken cancel)
    {
        string lastWords = "";
        for (int barren = 0; barren < BarrenLivesMax;)
        {
            using WorkerProcess worker = WorkerProcess.Start(arguments, logFile);
            lock (_gate) _worker = worker;
            WorkerReport? last = null;
            await foreach (WorkerReport report in worker.Reports(cancel)) 
            {
                last = report;
                view.Progress(report.Shares, report.Lag);
            }
            int exitCode = await worker.ExitCode(cancel);
            lock (_gate) _worker = null;
            lastWords = worker.LastWords.StartsWith(Prefix, StringComparison.Ordinal) ? worker.LastWords[Prefix.Length..] : worker.LastWords;
            if (exitCode == ExitCodes.Done && last is { Done: true }) return;
            if (exitCode < SignalBase)
                throw new CommandException(Math.Max(exitCode, ExitCodes.Failed), $"{lastWords} (the worker's log is {logFile})");
            Deaths++;
            barren = last is null ? barren + 1 : 0;
            view.Note($"the worker (process {worker.Id}) was killed by signal {exitCode - SignalBase}; a new one goes on where the log ends");
        }
        throw new CommandException(ExitCodes.Failed, $"the worker was killed {BarrenLivesMax} times before it could report; its last words were '{lastWords}', and its log is {logFile}");
    }

    /// <summary>kill -9, if one is running.</summary>
    public void KillWorker()
    {
        lock (_gate) _worker?.Kill();
    }
}
