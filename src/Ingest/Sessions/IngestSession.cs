using Houle.Ingest.Feeds;
using Houle.Ingest.Files;
using Houle.Ingest.Merge;
using Houle.Streams.Log;

namespace Houle.Ingest.Sessions;

/// <summary>Brings files into the log, once: merged by event time, committed every so many rows, resumable.</summary>
/// <remarks>
/// What it writes is a function of its inputs alone, cut into the same commits in every run. Each commit carries the
/// number of rows it reaches; a later run of the same session reads its inputs again, passes over that many rows and goes
/// on, so that nothing is lost or written twice (docs/decisions/ingest-sessions.md).
/// </remarks>
public sealed class IngestSession
{
    /// <summary>Positions of sessions; one partition, keyed by session.</summary>
    public const string ChangelogTopic = "houle.ingest-changelog";

    private readonly ILog _log;
    private readonly IngestOptions _options;
    private readonly (InputFile File, FeedDefinition Feed)[] _inputs;

    /// <summary>Reads each file once, for its hash.</summary>
    /// <exception cref="IngestException">A file cannot be read, or a feed needs a stream that the options lack.</exception>
    public IngestSession(ILog log, IReadOnlyList<IngestInput> inputs, IngestOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfZero(inputs.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.CommitRows, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.CommitRows, 1_000_000);
        _log = log;
        _options = options;
        _inputs = [.. inputs.Select(i => (InputFile.Inspect(i.Path), i.Feed))];
        foreach ((_, FeedDefinition feed) in _inputs)
        {
            if (options.Streams.All(s => s.Foreign || s.Stream != feed.Shape.Stream))
                throw new IngestException($"feed {feed.Name} fills the stream {feed.Shape.Stream}, of which no topic that is ours to fill is configured");
        }

        Id = SessionManifest.Id(_inputs, options);
    }

    /// <summary>Hash of the inputs and of all that decides what becomes of them.</summary>
    public string Id { get; }

    public long BytesTotal => _inputs.Sum(i => i.File.Bytes);

    /// <summary>Ingests everything, or what an earlier run left.</summary>
    /// <param name="onProgress">Called now and then, on this thread.</param>
    /// <exception cref="IngestException">An input is no such file, or the disk is full.</exception>
    /// <exception cref="LogException">The log refused a commit; run again to go on from the last one.</exception>
    public IngestReport Run(Action<IngestProgress>? onProgress = null, CancellationToken cancel = default)
    {
        _log.EnsureTopic(new TopicDefinition(ChangelogTopic, 1));
        SessionLedger sessions = new(_log);
        SessionPosition start = sessions.Find(Id)
            ?? new SessionPosition(0, _options.Time.GetUtcNow().ToUnixTimeMilliseconds(), Done: false);
        if (start.Done) return new IngestReport(Id, true, start.Rows, start.Rows, 0, 0, 0, 0, 0, [], []);

        using ILogProducer producer = _log.OpenProducer($"ingest-{Id}");
        sessions.Tidy(producer);
        using InputRows input = new(_inputs, start.StartedAtMs);
        using ExternalSort sort = new(_options.SpillFolder, _options.SortBytesMax);
        SessionRun run = new(Id, _inputs, _options, producer, start, input, onProgress, cancel);
        ISortedRows rows = _options.AsIs ? new RowsAsTheyAre(input) : run.Sorted(sort);
        return run.Write(rows) with { SpilledRuns = sort.SpilledRuns };
    }
}
