using Houle.Detection.Bursts;
using Houle.Streams.Alerts.Text;

namespace Houle.Streams.Topology;

/// <summary>How bursts are found and alerts opened: part of what the output depends on.</summary>
public sealed record DetectionOptions
{
    /// <summary>Days of baseline before a cell opens alerts. 2 to 90.</summary>
    public int LearningDays { get; init; } = 14;

    /// <summary>Share of false discoveries aimed at, in percent. 1 to 10.</summary>
    public int FalseDiscoveryPercent { get; init; } = 5;

    /// <summary>Half-life of the baselines in days. 1 to 60.</summary>
    public int HalfLifeDays { get; init; } = 10;

    /// <summary>Entities of one cell (each of its shards) with a baseline; past it new ones wait, and are counted. About 290 bytes
    /// each. 1,000 to 10,000,000.</summary>
    public int KeysPerCellMax { get; init; } = 1 << 20;

    /// <summary>Cells (and shards) with baselines in one partition of houle.activity; those that come later have none. About 60 KB
    /// each beside their keys. 1 to 1,000,000.</summary>
    public int CellsMax { get; init; } = 20_000;

    /// <summary>Distinct people below whom no trend and no alert is written (contract C6). 1 to 1,000.</summary>
    public int PeopleMin { get; init; } = 5;

    /// <summary>Minutes between two records of a trend that goes on unchanged. 1 to 1,440.</summary>
    public int TrendEveryMinutes { get; init; } = 10;

    /// <summary>Whether alerts carry links to public posts, for the destinations that may show them. Off by default: links name people.</summary>
    public bool Links { get; init; }

    /// <summary>Bytes of houle.activity, or of houle.candidates, after which a checkpoint may begin. Decides no result. 1 to 2^40.</summary>
    public long CheckpointBytesMin { get; init; } = 16 << 20;

    /// <summary>What alerts may coincide with.</summary>
    public IReadOnlyList<CalendarEvent> Calendar { get; init; } = [];

    /// <summary>What may explain that followers come at once.</summary>
    public IReadOnlyList<KnownGiveaway> Giveaways { get; init; } = [];

    /// <summary>Names for the sentences of alerts.</summary>
    public INames Names { get; init; } = PlainNames.Instance;

    internal double Q => FalseDiscoveryPercent / 100.0;

    internal BurstOptions Bursts => new()
    {
        ReportedP = Q, HalfLifeDays = HalfLifeDays, LearningDays = LearningDays, KeysMax = KeysPerCellMax,
    };

    internal SelectorOptions Selector => new() { Q = Q };

    /// <summary>What decides an alert, in words: hashed into its evidence as provenance.</summary>
    internal string Description => $"{Bursts}|{Selector}|k={PeopleMin}";
}
