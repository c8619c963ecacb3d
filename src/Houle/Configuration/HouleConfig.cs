using Houle.Configuration.Alerts;

namespace Houle.Configuration;

/// <summary>The whole of houle.yaml. Every key has a default, so an empty file, or none, is a valid one.</summary>
internal sealed record HouleConfig
{
    [Setting("run", "Name of this deployment. Rows in ClickHouse carry it; keep it across restarts.", Pattern = "^[a-z0-9][a-z0-9_-]{0,62}$")]
    public string Run { get; init; } = "houle";

    [Setting("data", "Folder of the embedded log and of the embedded ClickHouse. Relative to this file.", Pattern = ".")]
    public string Data { get; init; } = ".houle/data";

    [Setting("feeds", "Folder with feed definitions (NAME.yaml). Without it: the feeds/ that come with Houle.")]
    public string? Feeds { get; init; }

    [Setting("catalogue", "File with products, brands, sounds, stores and their aliases. Without it: the feed's own names are ids.")]
    public string? Catalogue { get; init; }

    [Setting("roster", "File with the professional creators whom the brand works with, by name and account, and their giveaways. Without it nobody is named.")]
    public string? Roster { get; init; }

    [Setting("threads", "Threads that run stages.", Min = 1, Max = 256)]
    public int Threads { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, 256);

    [Setting("streams", "Source topics, by stream.")]
    public IReadOnlyDictionary<string, StreamConfig> Streams { get; init; } = StreamConfig.Defaults;

    [Setting("ingest", "Topics that others fill and that ingest re-keys.")]
    public IngestConfig Ingest { get; init; } = new();

    [Setting("activity", "The topic between Observe and Detect.")]
    public ActivityConfig Activity { get; init; } = new();

    [Setting("retention", "How long the log keeps what was read.")]
    public RetentionConfig Retention { get; init; } = new();

    [Setting("windows", "City windows.")]
    public WindowsConfig Windows { get; init; } = new();

    [Setting("detection", "How bursts are found.")]
    public DetectionConfig Detection { get; init; } = new();

    [Setting("signals", "How sales, stock, visits and intents are joined to swells, in cities where the catalogue has stores.")]
    public SignalsConfig Signals { get; init; } = new();

    [Setting("commit", "When work becomes durable.")]
    public CommitConfig Commit { get; init; } = new();

    [Setting("kafka", "The brokers that hold the log. Without bootstrap: the embedded log in the data folder.")]
    public KafkaConfig Kafka { get; init; } = new();

    [Setting("clickhouse", "Where results are stored.")]
    public ClickHouseConfig ClickHouse { get; init; } = new();

    [Setting("registry", "Where schemas are registered; a single value is its url.", Shorthand = "url")]
    public RegistryConfig Registry { get; init; } = new();

    [Setting("alerts", "Who is told of what.")]
    public AlertsConfig Alerts { get; init; } = new();

    [Setting("web", "The page and the API behind it.")]
    public WebConfig Web { get; init; } = new();

    [Setting("privacy", "What is withheld.")]
    public PrivacyConfig Privacy { get; init; } = new();
}

internal sealed record ActivityConfig
{
    [Setting("partitions", "Partitions of houle.activity: the most Detect tasks there can be. Fixed for a deployment.", Min = 1, Max = 1024)]
    public int Partitions { get; init; } = 4;
}

internal sealed record RetentionConfig
{
    [Setting("sources_days", "Days that source topics are kept: how far back replays and backtests reach. 0 keeps them for good.", Min = 0, Max = 36_500)]
    public int SourcesDays { get; init; } = 30;

    [Setting("work_days", "Days that houle.activity and houle.candidates are kept: more than the longest time an instance is away, or a stream silent. 0 keeps them for good.", Min = 0, Max = 36_500)]
    public int WorkDays { get; init; } = 14;

    [Setting("results_days", "Days that result topics are kept: more than the longest outage of ClickHouse. 0 keeps them for good.", Min = 0, Max = 36_500)]
    public int ResultsDays { get; init; } = 30;

    [Setting("rows_days", "Days after insertion that ClickHouse keeps rows.", Min = 1, Max = 20_000)]
    public int RowsDays { get; init; } = 800;

    [Setting("dead_letter_rows_days", "Days after insertion that ClickHouse keeps dead letters.", Min = 1, Max = 20_000)]
    public int DeadLetterRowsDays { get; init; } = 30;
}

internal sealed record WindowsConfig
{
    [Setting("entities_max", "Entities kept of one cell's window; the rest is folded into '(other)' of its kind, and counted.", Min = 1_000, Max = 10_000_000)]
    public int EntitiesMax { get; init; } = 200_000;

    [Setting("future_max_ms", "An event this far ahead of its record's timestamp is a dead letter.", Min = 0, Max = 86_400_000)]
    public long FutureMaxMs { get; init; } = 3_600_000;

    [Setting("shards_above_city", "Parts into which a country's cell is cut by entity, so that none is hot.", Min = 1, Max = 64)]
    public int ShardsAboveCity { get; init; } = 1;
}

internal sealed record DetectionConfig
{
    [Setting("on", "Whether sounds, hashtags, challenges, products, brands, terms and complaints are watched for bursts, and alerts opened.")]
    public bool On { get; init; } = true;

    [Setting("learning_days", "Days of baseline before a cell opens alerts; until then trends say 'learning, day n of m'.", Min = 2, Max = 90)]
    public int LearningDays { get; init; } = 14;

    [Setting("false_discovery_percent", "False alerts aimed at, of a hundred that open.", Min = 1, Max = 10)]
    public int FalseDiscoveryPercent { get; init; } = 5;

    [Setting("half_life_days", "Days after which a day of the baseline counts half.", Min = 1, Max = 60)]
    public int HalfLifeDays { get; init; } = 10;

    [Setting("calendars", "CSV files of matches, holidays, festivals, weather warnings (starts_at, ends_at, place, event): alerts say what they coincide with. Read at the start.")]
    public IReadOnlyList<string> Calendars { get; init; } = [];

    [Setting("links", "Whether alerts carry up to 4 links to public posts, for the destinations whose readers may see them. Links name people: they stand in houle.activity, houle.candidates and houle.alerts, never in ClickHouse.")]
    public bool Links { get; init; }

    [Setting("keys_per_cell_max", "Entities of one cell with a baseline, about 290 bytes each; past it new ones wait, and are counted.", Min = 1_000, Max = 10_000_000)]
    public int KeysPerCellMax { get; init; } = 1 << 20;

    [Setting("cells_max", "Cells with baselines in one partition of houle.activity, about 60 KB each beside their entities.", Min = 1, Max = 1_000_000)]
    public int CellsMax { get; init; } = 20_000;
}

internal sealed record SignalsConfig
{
    [Setting("on", "Whether they are joined. Later revisions of an alert on a product wait for the slowest stream of the join.")]
    public bool On { get; init; } = true;

    [Setting("intents", "Whether the stream of intents is joined and waited for; false where nothing feeds it.")]
    public bool Intents { get; init; } = true;

    [Setting("foot_traffic", "Whether the stream of foot traffic is joined and waited for; false where nothing feeds it.")]
    public bool FootTraffic { get; init; } = true;

    [Setting("wait_hours_max", "Hours of event time after which a join waits no longer for a stream; what that says of them later is not joined. More than one source is ever ahead of another while catching up.", Min = 2, Max = 2_160)]
    public int WaitHoursMax { get; init; } = 240;

    [Setting("transfer_km_max", "Distance, as the crow flies, up to which a store that runs out is told of a store in another city of its country; 0: of its own city alone.", Min = 0, Max = 1_000)]
    public int TransferKmMax { get; init; } = 100;

    [Setting("shelves_per_city_max", "Products in stores of one city whose pace and stock are kept, about 250 bytes each and 900 a product; past it new ones are not, and are counted.", Min = 1_000, Max = 10_000_000)]
    public int ShelvesPerCityMax { get; init; } = 200_000;

    [Setting("half_life_days", "Days after which a day's sales count half in what is usual.", Min = 1, Max = 60)]
    public int HalfLifeDays { get; init; } = 14;
}

internal sealed record CommitConfig
{
    [Setting("interval_ms", "Longest time between two commits of a task that has work.", Min = 1, Max = 60_000)]
    public int IntervalMs { get; init; } = 200;

    [Setting("records_max", "Records after which a task commits before its interval is over.", Min = 1, Max = 10_000_000)]
    public int RecordsMax { get; init; } = 100_000;
}

internal sealed record PrivacyConfig
{
    [Setting("k_anonymity", "Cells and entities with fewer distinct people are withheld from views and messages.", Min = 1, Max = 1_000)]
    public int KAnonymity { get; init; } = 5;

    [Setting("keys_file", "File with the secret keys of pseudonyms, made on first use. Without it: pseudonym.keys in the data folder. Keep a copy.")]
    public string? KeysFile { get; init; }
}
