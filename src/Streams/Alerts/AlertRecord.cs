using Houle.Events;
using Houle.Streams.Alerts.Text;

namespace Houle.Streams.Alerts;

/// <summary>An alert as plain objects: what is opened, sent and shown. Alerts are few, so it may allocate.</summary>
/// <remarks>Fields, units and ranges are those of schemas/Alert.avsc; lists are in its order.</remarks>
public sealed record AlertRecord
{
    public required string Id { get; init; }

    public int Revision { get; init; }

    public AlertState State { get; init; }

    public AlertCategory Category { get; init; }

    public Events.Stream Stream { get; init; }

    public required string Cell { get; init; }

    public EntityKind? Kind { get; init; }

    public string? Entity { get; init; }

    public string? Creator { get; init; }

    /// <summary>1 to 10, by <see cref="Severity"/>.</summary>
    public int Severity { get; init; } = 1;

    /// <summary>Distinct people; null when it is about none, and k does not apply.</summary>
    public long? People { get; init; }

    public IReadOnlyList<string> Brands { get; init; } = [];

    public IReadOnlyList<string> Terms { get; init; } = [];

    public long OpenedAtMs { get; init; }

    public long UpdatedAtMs { get; init; }

    public TrendPhase Phase { get; init; }

    public string? FirstCell { get; init; }

    public IReadOnlyList<string> NextCells { get; init; } = [];

    public double? CellsPerHour { get; init; }

    public long? Visits { get; init; }

    public double? VisitsExpected { get; init; }

    public double? UnitsPerDay { get; init; }

    public double? DaysOfCover { get; init; }

    public double? StockOutRisk { get; init; }

    public string SentenceEn { get; init; } = "";

    public string SentenceFr { get; init; } = "";

    public string SentenceNl { get; init; } = "";

    public required AlertEvidence Evidence { get; init; }

    public IReadOnlyList<string> CoincidesWith { get; init; } = [];

    public IReadOnlyList<AlertAdvice> Do { get; init; } = [];

    /// <summary>What the alert is about, constant over its updates and over later alerts on the same thing: a rule's cooldown
    /// goes by it.</summary>
    public string Subject => $"{Category.Symbol()}|{Cell}|{Kind?.Symbol()}|{Entity}|{Creator}";

    /// <summary>True when fewer than <paramref name="k"/> people are behind it, so that nobody may be told (contract C6).</summary>
    public bool IsWithheld(int k) => People < k;
}

/// <summary>Why: all that p, q and the interval are computed from again (contract C5).</summary>
public sealed record AlertEvidence
{
    public double Observed { get; init; }

    public double Expected { get; init; }

    public double RatioLow { get; init; }

    public double RatioHigh { get; init; }

    public double RatioLevel { get; init; } = 0.95;

    public string Test { get; init; } = "";

    public long ScaleMs { get; init; }

    /// <summary>The test at every span, from which <see cref="P"/> is combined; empty for one span.</summary>
    public IReadOnlyList<AlertSpan> Windows { get; init; } = [];

    public string Combination { get; init; } = "";

    public double Dispersion { get; init; } = 1;

    public double P { get; init; }

    public double Q { get; init; }

    public long Tests { get; init; }

    public long QRank { get; init; }

    public double QP { get; init; }

    public long Cells { get; init; } = 1;

    public double? QCells { get; init; }

    public double? OpeningLevel { get; init; }

    public long? SpreadTests { get; init; }

    public long SpreadRank { get; init; }

    public double SpreadP { get; init; }

    public long BaselineStartMs { get; init; }

    public long BaselineEndMs { get; init; }

    public int LearningDay { get; init; }

    public int LearningDays { get; init; }

    public double? SmallestBurst { get; init; }

    public double AuthenticShare { get; init; } = 1;

    public double SponsoredShare { get; init; }

    public double SuspiciousShare { get; init; }

    public IReadOnlyList<AlertContributor> Contributors { get; init; } = [];

    /// <summary>What carries the rise, dimension by dimension.</summary>
    public IReadOnlyList<AlertShare> CarriedBy { get; init; } = [];

    /// <summary>Products that are named together with it.</summary>
    public IReadOnlyList<AlertCarried> Carries { get; init; } = [];

    /// <summary>Audience segments of its people, those of the most people first; none of fewer than k.</summary>
    public IReadOnlyList<AlertSegment> Segments { get; init; } = [];

    public IReadOnlyList<string> Links { get; init; } = [];

    /// <summary>The segments that clearly more of it belongs to than usual.</summary>
    public IEnumerable<AlertSegment> CarryingSegments() => Segments.Where(segment => segment.Carries);

    /// <summary>Provenance: outside the output hash.</summary>
    public string Configuration { get; init; } = "";
}

/// <summary>The test of one span.</summary>
public sealed record AlertSpan(long ScaleMs, double Observed, double Expected, double Dispersion, double P);

/// <summary>A part's share of the excess over expectation; <see cref="Rest"/> for what no part has.</summary>
public sealed record AlertShare(RiseDimension Dimension, string Part, double Share)
{
    public const string Rest = "(rest)";
}

/// <summary>Who carried much of it, by the hash of the pseudonym.</summary>
public sealed record AlertContributor(string Person, double Share, double? Authenticity);

/// <summary>A product, and how many of those who name the alert's entity name it too.</summary>
public sealed record AlertCarried(string Product, long People, long OfPeople)
{
    /// <summary>0 to 1.</summary>
    public double Share => (double)People / OfPeople;
}

/// <summary>What one store should do, and why.</summary>
/// <param name="Reason">In English.</param>
/// <param name="Product">The product, where the alert is about something that carries it.</param>
public sealed record AlertAdvice(
    string Store, StoreAction Action, string Reason, long? StockUnits = null, double? DaysOfCover = null, string? FromStore = null,
    string? Product = null)
{
    public string ReasonFr { get; init; } = "";

    public string ReasonNl { get; init; } = "";

    /// <summary>Units a day that the store sells now; null for one that was never counted.</summary>
    public double? UnitsPerDay { get; init; }

    /// <summary>When a delivery comes before the end, UTC.</summary>
    public long? DueAtMs { get; init; }

    /// <summary>City of the store to take from, where that is another one.</summary>
    public string? FromCell { get; init; }

    /// <summary>Of a store that is about to run out: units that it would need beside its stock, at least 1.</summary>
    public long? LacksUnits { get; init; }

    /// <summary>Advice with its reason in every language.</summary>
    public static AlertAdvice Of(string store, StoreAction action, AdviceFacts why, INames names) =>
        new(store, action, Reasons.In(AlertLanguage.English).Because(why, names))
        {
            ReasonFr = Reasons.In(AlertLanguage.French).Because(why, names), ReasonNl = Reasons.In(AlertLanguage.Dutch).Because(why, names),
            UnitsPerDay = why.Cause == AdviceCause.NotCounted ? null : why.PerDay, DueAtMs = why.DueMs, FromStore = why.Donor, FromCell = why.DonorCell,
        };

    /// <summary>The reason in a language; English where it was not told in that one.</summary>
    public string ReasonIn(AlertLanguage language) => language switch
    {
        AlertLanguage.French when ReasonFr.Length > 0 => ReasonFr,
        AlertLanguage.Dutch when ReasonNl.Length > 0 => ReasonNl,
        _ => Reason,
    };
}
