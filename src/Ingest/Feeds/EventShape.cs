namespace Houle.Ingest.Feeds;

/// <summary>The events that a feed can make.</summary>
public enum EventKind
{
    Mention,
    PostSnapshot,
    CreatorSnapshot,
    Intent,
    Sale,
    StockLevel,
    FootTraffic,
    CommunityEvent,
}

/// <summary>Which fields an event has, and which stream it goes to: what feed files are checked against.</summary>
/// <remarks>Mirrors schemas/*.avsc; a test compares names and words with the generated types' schemas.</remarks>
public sealed class EventShape
{
    private readonly Dictionary<string, EventField> _byName;

    private EventShape(EventKind kind, string name, Events.Stream stream, bool hasCity, bool hasSource, Field[] fields)
    {
        Kind = kind;
        Name = name;
        Stream = stream;
        HasCity = hasCity;
        HasSource = hasSource;
        Fields =
        [
            .. fields.Select((f, index) =>
                new EventField(f.Name, index, f.Kind, f.Required, f.Role, f.Words, f.ItemsMax)),
        ];
        _byName = Fields.ToDictionary(f => f.Name, StringComparer.Ordinal);
    }

    public EventKind Kind { get; }

    /// <summary>As feed files name it: <c>foot_traffic</c>.</summary>
    public string Name { get; }

    public Events.Stream Stream { get; }

    /// <summary>Whether the event has a city, which the feed's <c>place</c> fills.</summary>
    public bool HasCity { get; }

    public bool HasSource { get; }

    public IReadOnlyList<EventField> Fields { get; }

    public EventField? Find(string name) => _byName.GetValueOrDefault(name);

    private static readonly string[] Platforms =
    [
        "other", "tiktok", "instagram", "youtube", "facebook", "x", "bluesky", "mastodon", "reddit", "weibo", "douyin",
        "snapchat", "pinterest", "linkedin", "telegram", "web",
    ];

    /// <summary>In the order of <see cref="EventKind"/>.</summary>
    public static IReadOnlyList<EventShape> All { get; } =
    [
        new(EventKind.Mention, "mention", Events.Stream.Social, hasCity: true, hasSource: true,
        [
            Key("event_id"), Choice("platform", Platforms),
            Choice("format", "other", "post", "story", "short_video", "video", "live", "comment", "review", "article"),
            Person("creator"), Count("creator_followers"), Key("post"), Key("parent_post"), Person("parent_creator"),
            Ids("sounds"), Ids("hashtags"), Ids("challenges"), Ids("products"), Ids("brands"), Ids("terms", 16),
            Ids("segments"), Id("campaign"), Id("variant"), Id("promo_code"), Flag("sponsored"), Flag("disclosed"),
            Id("language"), Count("views"), Count("likes"), Count("comments"), Count("shares"), Count("saves"),
            new("intents", FieldKind.Choices)
            {
                Words =
                [
                    "other", "price", "availability", "delivery", "purchase", "complaint", "praise", "hostile",
                ],
            },
            new("url", FieldKind.Text), new("weight", FieldKind.Weight),
        ]),
        new(EventKind.PostSnapshot, "post_snapshot", Events.Stream.Social, hasCity: false, hasSource: false,
        [
            Key("event_id"), Choice("platform", Platforms), Key("post", required: true), Person("creator"), Count("reach"),
            Count("impressions"), Count("views"), Count("completions"), Count("likes"), Count("comments"),
            Count("shares"), Count("saves"),
        ]),
        new(EventKind.CreatorSnapshot, "creator_snapshot", Events.Stream.Social, hasCity: true, hasSource: false,
        [
            Key("event_id"), Choice("platform", Platforms), Person("creator", required: true), Count("followers"),
            Count("following"), Count("posts"), Flag("verified"),
        ]),
        new(EventKind.Intent, "intent", Events.Stream.Intents, hasCity: true, hasSource: true,
        [
            Key("event_id"),
            Choice(
                "kind", "other", "click", "story_reply", "message", "qr_scan", "search", "ai_referral", "wishlist",
                "store_locator") with { Required = true },
            Id("keyword"), Person("creator"), Key("post"), Id("product"), Id("campaign"), Id("variant"), Id("store"),
            Person("person", role: PersonRole.Customer),
        ]),
        new(EventKind.Sale, "sale", Events.Stream.Sales, hasCity: true, hasSource: false,
        [
            Key("event_id"), Key("order_id"), Id("product"), Id("store"), Id("channel"), Count("units"),
            new("amount", FieldKind.Money) { Required = true }, new("currency", FieldKind.Currency), Id("promo_code"), Id("campaign"),
            Person("customer", role: PersonRole.Customer), Flag("returned"),
        ]),
        new(EventKind.StockLevel, "stock_level", Events.Stream.Sales, hasCity: true, hasSource: false,
        [
            Key("event_id"), Id("product") with { Required = true }, Id("store"), Count("units") with { Required = true },
            Count("incoming_units"),
            new("incoming_at", FieldKind.Time),
        ]),
        new(EventKind.FootTraffic, "foot_traffic", Events.Stream.FootTraffic, hasCity: true, hasSource: false,
        [
            Key("event_id"), Id("place") with { Required = true }, Id("store"), Count("entries"), Count("exits"),
            new("interval_s", FieldKind.Seconds), new("dwell_s", FieldKind.Seconds),
        ]),
        new(EventKind.CommunityEvent, "community_event", Events.Stream.Community, hasCity: true, hasSource: false,
        [
            Key("event_id"), Id("brand") with { Required = true }, Person("member", role: PersonRole.Member),
            Choice("kind", "other", "question", "answer", "review", "vote", "challenge", "live", "reward", "rule_change"),
            Count("rating"), Count("helpful"), Id("product"), Key("session"),
        ]),
    ];

    public static EventShape Of(EventKind kind) => All[(int)kind];

    private static Field Id(string name) => new(name, FieldKind.Id);

    private static Field Key(string name, bool required = false) => new(name, FieldKind.Key) { Required = required };

    private static Field Ids(string name, int itemsMax = 64) => new(name, FieldKind.Ids) { ItemsMax = itemsMax };

    private static Field Count(string name) => new(name, FieldKind.Count);

    private static Field Flag(string name) => new(name, FieldKind.Flag);

    private static Field Choice(string name, params string[] words) => new(name, FieldKind.Choice) { Words = words };

    private static Field Person(string name, PersonRole role = PersonRole.Creator, bool required = false) =>
        new(name, FieldKind.Person) { Role = role, Required = required };

    private sealed record Field(string Name, FieldKind Kind)
    {
        public bool Required { get; init; }

        public PersonRole Role { get; init; }

        public IReadOnlyList<string>? Words { get; init; }

        public int ItemsMax { get; init; } = 64;
    }
}
