using Houle.Sinks.Client;
using Houle.Terminal;

namespace Houle.Commands.Demo;

/// <summary>The time while the data plays: a supervised worker, findings from ClickHouse, and the keyboard.</summary>
internal sealed class DemoPlay(DemoFolder folder, ClickHouseClient client)
{
    private const int UnknownTable = 60, UnknownDatabase = 81;
    private static readonly TimeSpan FindingInterval = TimeSpan.FromSeconds(1);

    /// <summary>How often the worker was killed.</summary>
    public int Deaths { get; private set; }

    public async Task Run(IProgressView view, CancellationToken cancel)
    {
        if (folder.Resumes) view.Note($"going on where an interrupted run of {folder.Data.Path} ended");
        if (KeyWatch.IsPossible) view.Note("press k to kill the worker with kill -9: it starts again, and the result is the same");
        var supervisor = new WorkerSupervisor(
            DemoWorkerCommand.CommandLineOf(folder.Data, client.Endpoint), Path.Combine(folder.Data.Path, "worker.log"), view);
        var findings = new DemoFindings(client, DemoData.Catalogue());
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task finding = Find(findings, view, over.Token);
        Task keys = KeyWatch.Run(key => { if (key is 'k' or 'K') supervisor.KillWorker(); }, over.Token);
        try
        {
            await supervisor.RunToEnd(cancel);
        }
        finally
        {
            Deaths = supervisor.Deaths;
            await over.CancelAsync();
            await Task.WhenAll(finding, keys);
        }
        foreach (string line in await findings.News(all: true, cancel)) view.Finding(line);
    }

    private static async Task Find(DemoFindings findings, IProgressView view, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(FindingInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(cancel))
            {
                try
                {
                    foreach (string line in await findings.News(all: false, cancel)) view.Finding(line);
                }
                catch (ClickHouseException e) when (e.Code is UnknownTable or UnknownDatabase)
                {
                    // The worker has not created the tables yet.
                }
                catch (HttpRequestException)
                {
                    // ClickHouse is being started again: ask later.
                }
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The data has ended, or the demo was interrupted.
        }
    }
}
