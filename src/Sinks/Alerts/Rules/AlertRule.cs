using Houle.Events;
using Houle.Streams.Alerts;
using NodaTime;

namespace Houle.Sinks.Alerts.Rules;

/// <summary>Who is told of which alerts, and when. An empty list means: all.</summary>
public sealed record AlertRule
{
    public required string Name { get; init; }

    /// <summary>Names of the destinations.</summary>
    public IReadOnlyList<string> To { get; init; } = [];

    /// <summary>Cells; a country or a region holds its cities.</summary>
    public IReadOnlyList<string> Places { get; init; } = [];

    public IReadOnlyList<AlertCategory> Categories { get; init; } = [];

    public IReadOnlyList<EntityKind> Kinds { get; init; } = [];

    public IReadOnlyList<string> Brands { get; init; } = [];

    /// <summary>Audience segments, one of which must carry the alert (<see cref="AlertSegment.Carries"/>).</summary>
    public IReadOnlyList<string> Segments { get; init; } = [];

    /// <summary>Saved topics, any of which must match.</summary>
    public IReadOnlyList<TopicQuery> Topics { get; init; } = [];

    /// <summary>1 to 10.</summary>
    public int SeverityMin { get; init; } = 1;

    /// <summary>Alerts with a larger sponsored share in their cell are left out: such attention was paid for. 0 to 1.</summary>
    public double SponsoredMax { get; init; } = 1;

    public UpdatePolicy Updates { get; init; } = UpdatePolicy.Important;

    public QuietHours? Quiet { get; init; }

    /// <summary>From this severity on quiet hours do not hold an alert back; 11 for never.</summary>
    public int QuietSeverityMax { get; init; } = 11;

    /// <summary>After an alert, a new one on the same subject waits this long; in the alerts' own time.</summary>
    public TimeSpan Cooldown { get; init; } = TimeSpan.FromHours(6);

    /// <summary>Alerts a day, by the clock of <see cref="Zone"/>; the rest of the day comes as one digest. 0 for no limit.</summary>
    public int DailyMax { get; init; }

    public DigestPolicy Digest { get; init; }

    /// <summary>Hour at which a daily digest is sent, 0 to 23.</summary>
    public int DigestHour { get; init; } = 8;

    /// <summary>More than this many at one time become one digest.</summary>
    public int DigestOver { get; init; } = 5;

    public DateTimeZone Zone { get; init; } = DateTimeZone.Utc;

    /// <summary>The region of a city's cell, or null: what lets a region in <see cref="Places"/> hold its cities.</summary>
    public Func<string, string?> RegionOf { get; init; } = static _ => null;

    /// <summary>Folds the alert's texts as the topics were folded.</summary>
    public Func<string, string> Fold { get; init; } = static text => text.ToLowerInvariant();

    /// <summary>Whether the alert is the rule's business; its time and what was sent before play no part.</summary>
    public RuleVerdict Judge(AlertRecord alert)
    {
        if (Places.Count > 0 && !Places.Any(place => Holds(place, alert.Cell))) return RuleVerdict.OtherPlace;
        if (Categories.Count > 0 && !Categories.Contains(alert.Category)) return RuleVerdict.OtherCategory;
        if (Kinds.Count > 0 && !(alert.Kind is { } kind && Kinds.Contains(kind))) return RuleVerdict.OtherKind;
        if (Brands.Count > 0 && !Brands.Any(brand => Concerns(alert, brand))) return RuleVerdict.OtherBrand;
        if (Segments.Count > 0 && !alert.Evidence.CarryingSegments().Any(segment => Segments.Contains(segment.Segment))) return RuleVerdict.OtherSegment;
        if (Topics.Count > 0 && !MatchesTopic(alert)) return RuleVerdict.OtherTopic;
        if (alert.Evidence.SponsoredShare > SponsoredMax) return RuleVerdict.Sponsored;
        return alert.Severity < SeverityMin ? RuleVerdict.NotSevere : RuleVerdict.Fires;
    }

    private static bool Concerns(AlertRecord alert, string brand) =>
        alert.Brands.Contains(brand) || alert.Cell == $"brand:{brand}"
        || (alert.Entity == brand && alert.Kind is EntityKind.Brand or EntityKind.Complaint);

    private bool Holds(string place, string cell) =>
        place == cell
        || (place.IndexOfAny(['/', ':']) < 0 && cell.Length > place.Length && cell[place.Length] == '/' && cell.StartsWith(place, StringComparison.Ordinal))
        || (place.Contains("/region-", StringComparison.Ordinal) && RegionOf(cell) == place);

    private bool MatchesTopic(AlertRecord alert)
    {
        string[] texts =
        [
            .. new[] { alert.Entity ?? "" }.Concat(alert.Brands).Concat(alert.Terms)
                .Concat(alert.Evidence.CarryingSegments().Select(segment => segment.Segment)).Concat(alert.CoincidesWith).Select(Fold),
        ];
        return Topics.Any(topic => topic.Matches(texts));
    }
}

/// <summary>Which updates of an alert that was sent are sent too.</summary>
public enum UpdatePolicy
{
    None,

    /// <summary>Those that are graver, or that tell stores to do something else.</summary>
    Important,

    All,
}

public enum DigestPolicy
{
    None,
    Hourly,
    Daily,
}

/// <summary>Why a rule takes an alert or leaves it.</summary>
public enum RuleVerdict
{
    Fires,
    OtherPlace,
    OtherCategory,
    OtherKind,
    OtherBrand,
    OtherSegment,
    OtherTopic,
    Sponsored,
    NotSevere,

    /// <summary>Fewer than k people are behind it.</summary>
    Withheld,

    /// <summary>The same subject was told less than the cooldown ago.</summary>
    CoolingDown,

    /// <summary>An update of what was sent that does not matter enough.</summary>
    MinorUpdate,

    /// <summary>It happened too long ago: imported history, or an outage of ours.</summary>
    Stale,
}
