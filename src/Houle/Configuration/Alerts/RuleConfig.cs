using Houle.Sinks.Alerts.Rules;

namespace Houle.Configuration.Alerts;

/// <summary>One rule. A list that is absent takes everything.</summary>
internal sealed record RuleConfig
{
    [Setting("to", "Names of the destinations.")]
    public IReadOnlyList<string> To { get; init; } = [];

    [Setting("places", "Cities (be/liege), regions (be/region-wal), countries (be), brand:ID; a region or country holds its cities.")]
    public IReadOnlyList<string> Places { get; init; } = [];

    [Setting("about", "swell, bad_buzz, moment, creator, series or signal.")]
    public IReadOnlyList<string> About { get; init; } = [];

    [Setting("kinds", "What the entity is: sound, hashtag, challenge, product, brand, term, complaint ...")]
    public IReadOnlyList<string> Kinds { get; init; } = [];

    [Setting("brands", "Ids of brands.")]
    public IReadOnlyList<string> Brands { get; init; } = [];

    [Setting("segments", "Ids of audience segments, one of which carries the alert: clearly more of its people belong to it than usual.")]
    public IReadOnlyList<string> Segments { get; init; } = [];

    [Setting("topics", "Names of saved topics, one of which must match.")]
    public IReadOnlyList<string> Topics { get; init; } = [];

    [Setting("severity_min", "The least severity.", Min = 1, Max = 10)]
    public int SeverityMin { get; init; } = 1;

    [Setting("sponsored_max_percent", "Alerts whose attention in that city is sponsored to a larger part are left out.", Min = 0, Max = 100)]
    public int SponsoredMaxPercent { get; init; } = 100;

    [Setting("updates", "Which updates of an alert that was sent are sent too: none, important (graver, or stores should do something else), all.")]
    public UpdatePolicy Updates { get; init; } = UpdatePolicy.Important;

    [Setting("zone", "Time zone of quiet hours, days and digests, such as Europe/Brussels.")]
    public string Zone { get; init; } = "UTC";

    [Setting("quiet", "Hours in which alerts are held back, such as 22:00-07:00; they come together when the hours end.")]
    public string? Quiet { get; init; }

    [Setting("quiet_except_severity", "From this severity on alerts come in quiet hours too; 11 for never.", Min = 1, Max = 11)]
    public int QuietExceptSeverity { get; init; } = 11;

    [Setting("cooldown_minutes", "How long a new alert on the same subject is held to be the old one.", Min = 0, Max = 10_080)]
    public int CooldownMinutes { get; init; } = 360;

    [Setting("daily_max", "Alerts a day; the rest of the day comes as one digest at its end. 0 for no limit.", Min = 0, Max = 100_000)]
    public int DailyMax { get; init; }

    [Setting("digest", "none: each alert when it comes; hourly or daily: together.")]
    public DigestPolicy Digest { get; init; }

    [Setting("digest_hour", "Hour of the daily digest.", Min = 0, Max = 23)]
    public int DigestHour { get; init; } = 8;

    [Setting("digest_over", "More alerts than this at one time become one digest.", Min = 1, Max = 1_000)]
    public int DigestOver { get; init; } = 5;
}
