using Houle.Events;

namespace Houle.Streams.Topology;

/// <summary>One source topic and how its events are taken.</summary>
public sealed record StreamOptions
{
    public required Events.Stream Stream { get; init; }

    public required string Topic { get; init; }

    /// <summary>0 for the first stream of its kind, which is watched for bursts and joined with others; those after it are counted in windows of
    /// their own, beside the first one's. Different for each of a kind, 0 to 15.</summary>
    public int Ordinal { get; init; }

    /// <summary>1 to 1024.</summary>
    public int Partitions { get; init; } = 4;

    /// <summary>How long after its end a window stays open, in event time; the only lateness knob. 0 to 86,400,000.</summary>
    public long GraceMs { get; init; } = 30_000;

    /// <summary>How far back duplicates are known, in stream time; older events cannot be verified. 0 switches the check
    /// off: then every event counts. 0 to 31 days.</summary>
    public long DuplicateHorizonMs { get; init; } = 3_600_000;

    /// <summary>Ids remembered per partition; past it the oldest are dropped, and counted. 1,000 to 2^27.</summary>
    public int DuplicateIdsMax { get; init; } = 1 << 22;

    /// <summary>Others fill the topic: it carries no Progress of ours, so a partition found idle for
    /// <see cref="IdleMs"/> follows the stream, by a record in houle.control.</summary>
    public bool Foreign { get; init; }

    /// <summary>1,000 to 86,400,000.</summary>
    public long IdleMs { get; init; } = 60_000;

    /// <summary>Which entities of a mention are counted; all of them by default.</summary>
    public IReadOnlyList<EntityKind>? Kinds { get; init; }

    /// <summary>The five streams of design section 4, with their graces and horizons.</summary>
    public static IReadOnlyList<StreamOptions> Defaults { get; } =
    [
        new() { Stream = Events.Stream.Social, Topic = TopicNames.Social, GraceMs = 30_000 },
        new() { Stream = Events.Stream.Intents, Topic = TopicNames.Intents, GraceMs = 60_000 },
        new()
        {
            Stream = Events.Stream.Sales, Topic = TopicNames.Sales, GraceMs = 300_000,
            DuplicateHorizonMs = 7 * 86_400_000L,
        },
        new()
        {
            Stream = Events.Stream.FootTraffic, Topic = TopicNames.FootTraffic, GraceMs = 60_000,
            DuplicateHorizonMs = 7 * 86_400_000L,
        },
        new() { Stream = Events.Stream.Community, Topic = TopicNames.Community, GraceMs = 60_000 },
    ];
}
