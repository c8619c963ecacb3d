namespace Houle.Configuration;

/// <summary>One stream: a source topic and how its events are taken.</summary>
internal sealed record StreamConfig
{
    private const long DayMs = 86_400_000;

    [Setting("kind", "What its events are: social, intents, sales, foot_traffic or community. Needed for a stream of another name.")]
    public StreamKind? Kind { get; init; }

    [Setting("topic", "Name of the source topic.", Pattern = "^[A-Za-z0-9._-]{1,200}$")]
    public string Topic { get; init; } = "";

    [Setting("partitions", "Partitions of the source topic. May grow, never shrink.", Min = 1, Max = 1024)]
    public int Partitions { get; init; } = 4;

    [Setting("grace_ms", "How long after its end a window stays open, in event time: the only lateness knob.", Min = 0, Max = DayMs)]
    public long GraceMs { get; init; } = 30_000;

    [Setting("dedup_horizon_ms", "How far back duplicates are known, in stream time; older events are dead letters. 0 switches the check off.", Min = 0, Max = 31 * DayMs)]
    public long DedupHorizonMs { get; init; } = 3_600_000;

    [Setting("dedup_ids_max", "Ids remembered per partition; past it the oldest are dropped, and counted.", Min = 1_000, Max = 1 << 27)]
    public int DedupIdsMax { get; init; } = 1 << 22;

    [Setting("foreign", "Others fill the topic: idle partitions follow the stream, since nobody writes Progress into them.")]
    public bool Foreign { get; init; }

    [Setting("keyed", "Of a foreign topic: what its records are keyed by. Ours are keyed by creator (social, intents), store, place or member.", Pattern = "^(creator|store|place|member)$")]
    public string? Keyed { get; init; }

    [Setting("pseudonymous", "Of a foreign topic: whoever fills it has put pseudonyms in the place of people's ids.")]
    public bool Pseudonymous { get; init; }

    [Setting("idle_ms", "How long a foreign partition is at its end before it counts as idle.", Min = 1_000, Max = DayMs)]
    public long IdleMs { get; init; } = 60_000;

    /// <summary>The five streams of design section 4.</summary>
    public static IReadOnlyDictionary<string, StreamConfig> Defaults { get; } = new Dictionary<string, StreamConfig>
    {
        ["social"] = new() { Kind = StreamKind.Social, Topic = "houle.social" },
        ["intents"] = new() { Kind = StreamKind.Intents, Topic = "houle.intents", GraceMs = 60_000 },
        ["sales"] = new()
        {
            Kind = StreamKind.Sales, Topic = "houle.sales", GraceMs = 300_000, DedupHorizonMs = 7 * DayMs,
        },
        ["foot_traffic"] = new()
        {
            Kind = StreamKind.FootTraffic, Topic = "houle.foot-traffic", GraceMs = 60_000, DedupHorizonMs = 7 * DayMs,
        },
        ["community"] = new() { Kind = StreamKind.Community, Topic = "houle.community", GraceMs = 60_000 },
    };
}

/// <summary>What the events of a stream are; in houle.yaml in lower case with underscores.</summary>
internal enum StreamKind
{
    Social,
    Intents,
    Sales,
    FootTraffic,
    Community,
}
