namespace Houle.Streams.Topology;

/// <summary>The topics of design section 4, by name.</summary>
public static class TopicNames
{
    public const string Social = "houle.social";
    public const string Intents = "houle.intents";
    public const string Sales = "houle.sales";
    public const string FootTraffic = "houle.foot-traffic";
    public const string Community = "houle.community";
    public const string Activity = "houle.activity";
    public const string CityWindows = "houle.city-windows";
    public const string AudienceQuality = "houle.audience-quality";
    public const string CreatorGrowth = "houle.creator-growth";
    public const string PostEvents = "houle.post-events";

    /// <summary>Campaigns as planned, one record of each version; filled by whoever plans them.</summary>
    public const string Campaigns = "houle.campaigns";
    public const string Accounting = "houle.accounting";
    public const string DeadLetters = "houle.dead-letters";
    public const string Candidates = "houle.candidates";
    public const string Trends = "houle.trends";
    public const string Signals = "houle.signals";
    public const string Alerts = "houle.alerts";

    /// <summary>The outbox of alerts: what is planned, and what became of it; one partition.</summary>
    public const string AlertDeliveries = "houle.alert-deliveries";

    public const string AlertFeedback = "houle.alert-feedback";
    public const string Control = "houle.control";
    public const string SelectChangelog = "houle.select-changelog";
    public const string DetectChangelog = "houle.detect-changelog";

    /// <summary>Changelog of the creators that the Observe tasks of a source topic keep account of.</summary>
    public static string CreatorsChangelog(string sourceTopic) => $"{sourceTopic}-creators-changelog";

    /// <summary>Changelog of the Observe tasks of a source topic; one partition each.</summary>
    public static string ObserveChangelog(string sourceTopic) => $"{sourceTopic}-changelog";

    /// <summary>What ingest keeps of the topics from which it fills a source topic; one partition.</summary>
    public static string IngestChangelog(string sourceTopic) => $"{sourceTopic}-ingest-changelog";
}
