using Houle.Sinks.Client;
using Houle.Terminal;

namespace Houle.Commands.Demo;

/// <summary>The time while an act plays: a supervised worker, news from ClickHouse, and the keyboard.</summary>
/// <param name="worker">The worker's command line.</param>
/// <param name="workerLog">File for what the worker says on standard error.</param>
internal sealed class DemoPlay(IReadOnlyList<string> worker, string workerLog, IDemoNews news)
{
    private const int UnknownTable = 60, UnknownDatabase = 81;
    private static readonly TimeSpan FindingInterval = TimeSpan.FromSeconds(1);

    /// <summary>How often the worker was killed.</summary>
    public int Deaths { get; private set; }

    public async Task Run(IProgressView view, CancellationToken cancel)
    {
        if (KeyWatch.IsPossible) view.Note("press k to kill the worker with kill -9: it starts again, and the result is the same");
        var supervisor = new WorkerSupervisor(worker, workerLog, view);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task finding = Find(view, over.Token);
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
        foreach (string line in await news.News(all: true, cancel)) view.Finding(line);
    }

    private async Task Find(IProgressView view, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(FindingInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(cancel))
            {
                try
                {
                    foreach (string line in await news.News(all: false, cancel)) view.Finding(line);
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
