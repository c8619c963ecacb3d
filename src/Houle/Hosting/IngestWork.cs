using System.Collections.Concurrent;
using Houle.Ingest.Sessions;
using Houle.Streams.Log;

namespace Houle.Hosting;

/// <summary>How far one session is: rows turned into events, and its share of all its work from 0 to 1.</summary>
internal sealed record IngestShare(string Name, long Rows, double Share);

/// <summary>Ingests groups of files side by side, one session and thread a group, and says how far each is.</summary>
/// <param name="groups">Files that are merged by event time, by a name for people.</param>
internal sealed class IngestWork(
    ILog log, IReadOnlyList<(string Name, IReadOnlyList<IngestInput> Inputs)> groups, IngestOptions options)
{
    /// <summary>Reading and sorting is about this part of a session's time; the rest is writing.</summary>
    private const double ReadingShare = 0.3;

    private readonly ConcurrentDictionary<string, IngestShare> _shares = new();

    public IReadOnlyList<IngestShare> Shares => [.. groups.Select(group => _shares.GetValueOrDefault(group.Name) ?? new IngestShare(group.Name, 0, 0))];

    public async Task<IReadOnlyList<IngestReport>> Run(CancellationToken cancel) =>
        await Task.WhenAll(groups.Select(group => Task.Factory.StartNew(
            () => Run(group.Name, group.Inputs, cancel), cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

    private IngestReport Run(string name, IReadOnlyList<IngestInput> inputs, CancellationToken cancel)
    {
        var session = new IngestSession(log, inputs, options);
        IngestReport report = session.Run(progress => _shares[name] = Share(name, progress), cancel);
        _shares[name] = new IngestShare(name, report.Rows, 1);
        return report;
    }

    private static IngestShare Share(string name, IngestProgress progress)
    {
        double read = progress.BytesTotal == 0 ? 1 : progress.BytesRead / (double)progress.BytesTotal;
        double done = progress.RowsRead == 0 ? 0 : progress.RowsDone / (double)progress.RowsRead;
        return new IngestShare(name, progress.RowsDone, (read * ReadingShare) + (done * read * (1 - ReadingShare)));
    }
}
