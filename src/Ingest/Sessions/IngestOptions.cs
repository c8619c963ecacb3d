using Houle.Ingest.Catalogues;
using Houle.Ingest.Feeds;
using Houle.Ingest.Places;
using Houle.Ingest.Privacy;
using Houle.Ingest.Rosters;
using Houle.Streams.Topology;

namespace Houle.Ingest.Sessions;

/// <summary>A file, and the feed definition by which it is read.</summary>
public sealed record IngestInput(string Path, FeedDefinition Feed);

/// <summary>What a session needs beside its inputs.</summary>
public sealed record IngestOptions
{
    /// <summary>Asked once, when the session first starts: what 'in the future' is measured against.</summary>
    public required TimeProvider Time { get; init; }

    public required PseudonymKeys Keys { get; init; }

    /// <summary>Topics, partitions and graces of the streams.</summary>
    public IReadOnlyList<StreamOptions> Streams { get; init; } = StreamOptions.Defaults;

    public Catalogue Catalogue { get; init; } = Catalogue.Empty;

    /// <summary>What mentions get whose feed says nothing of segments.</summary>
    public CreatorSegments Segments { get; init; } = CreatorSegments.None;

    public Lazy<Gazetteer> Gazetteer { get; init; } = new(() => Places.Gazetteer.Shared);

    /// <summary>Ids in a schema registry by the fingerprint of a schema of ours: events then carry Confluent's framing. Null: single-object
    /// encoding, which needs no registry.</summary>
    public IReadOnlyDictionary<ulong, int>? SchemaIds { get; init; }

    /// <summary>Of feeds that read topics: the schema that a registry has under an id, or why there is none. Null where no registry is configured.</summary>
    public Func<int, (Avro.Schemas.Schema? Schema, string Problem)>? FindSchema { get; init; }

    /// <summary>Of feeds that read topics: a commit at least this often while there is work; 1 to 60,000.</summary>
    public int CommitIntervalMs { get; init; } = 200;

    /// <summary>Rows between two commits: a count and not a time, so that commits are the same in every run. 1 to 1,000,000.</summary>
    public int CommitRows { get; init; } = 2_000;

    /// <summary>Rows held in memory while they are put in order; more go to disk. 1 MiB to 512 MiB.</summary>
    public long SortBytesMax { get; init; } = 64 << 20;

    /// <summary>Where rows go that do not fit in memory.</summary>
    public string SpillFolder { get; init; } = Path.Combine(Path.GetTempPath(), "houle-ingest");

    /// <summary>Rows are taken in the order of the files instead of that of their times: what is behind counts as late.</summary>
    public bool AsIs { get; init; }
}

/// <summary>How far a session is: for progress bars.</summary>
/// <param name="BytesRead">Of the files on disk; all are read before the first row is written, unless as-is.</param>
/// <param name="RowsDone">Turned into events (or refused) so far.</param>
/// <param name="TimeMs">Event time reached, Unix milliseconds; 0 before the first event.</param>
public readonly record struct IngestProgress(long BytesRead, long BytesTotal, long RowsRead, long RowsDone, long TimeMs);

/// <summary>What became of one feed's rows: rows = events + other + dead-lettered.</summary>
/// <param name="Other">Left out by the feed's own rules, or totals that did not rise.</param>
public sealed record FeedReport(string Feed, Events.Stream Stream, long Rows, long Events, long Other, long DeadLettered);

/// <summary>What a session did, over its whole life, restarts included.</summary>
/// <param name="WasDone">An earlier run had ingested exactly this already; nothing was read or written.</param>
/// <param name="RowsResumed">Rows that an earlier run had committed.</param>
/// <param name="FirstMs">Smallest event time; 0 when there was no event.</param>
/// <param name="LastMs">Largest event time.</param>
/// <param name="ItemsCut">List items left out because a row had more than the field takes.</param>
/// <param name="UnknownNames">Rows whose city or country no name fits; they count in the country's or world's 'unknown'.</param>
/// <param name="UnknownNamesTop">The most frequent of these names, at most 20: <c>fr/Atlantide</c> and rows.</param>
public sealed record IngestReport(
    string SessionId, bool WasDone, long RowsResumed, long Rows, long FirstMs, long LastMs, int SpilledRuns,
    long ItemsCut, long UnknownNames, IReadOnlyList<(string Name, long Rows)> UnknownNamesTop,
    IReadOnlyList<FeedReport> Feeds);
