using System.Globalization;

namespace Houle.Sinks.Sink;

/// <summary>A topic and the table that it feeds: one topic, one table.</summary>
/// <param name="PartExpression">The table's PARTITION BY, whose value <see cref="TableRows"/> knows for every record.</param>
internal sealed record SinkTable(string Topic, string Table, string PartExpression, Func<TableRows> CreateRows)
{
    public static readonly IReadOnlyList<SinkTable> All =
    [
        new("houle.city-windows", "city_windows", "toYYYYMM(window_start)", static () => new CityWindowRows()),
        new("houle.accounting", "accounting", "toYear(hour)", static () => new AccountingRows()),
        new("houle.dead-letters", "dead_letters", "toYYYYMM(appended_at)", static () => new DeadLetterRows()),
        new("houle.trends", "trends", "toYYYYMM(tick)", static () => new TrendRows()),
        new("houle.signals", "signals", "toYYYYMM(window_end)", static () => new SignalRows()),
        new("houle.alerts", "alerts", "toYYYYMM(updated_at)", static () => new AlertRows()),
        new("houle.alert-feedback", "alert_feedback", "toYYYYMM(given_at)", static () => new AlertFeedbackRows()),
        new("houle.audience-quality", "audience_quality", "toYYYYMM(as_of)", static () => new AudienceQualityRows()),
        new("houle.creator-growth", "creator_growth", "toYYYYMM(as_of)", static () => new CreatorGrowthRows()),
        new("houle.post-events", "post_events", "toYYYYMM(occurred_at)", static () => new PostEventRows()),
        new("houle.campaigns", "campaign_creators", "toYYYYMM(starts_at)", static () => new CampaignCreatorRows()),
    ];

    /// <summary>Name of the group whose positions say what the table has.</summary>
    public string Group => $"sink-{Table}";

    public string TransactionalId => $"houle-{Group}";

    public string ChangelogTopic => $"houle.sink-{Table.Replace('_', '-')}-changelog";

    /// <summary>Name of a block: the query's id, and the token by which the server knows it.</summary>
    public string Token(string run, int partition, SinkPlanState plan) => string.Create(
        CultureInfo.InvariantCulture, $"{Table}:{run}:{plan.LogId}:{partition}:{plan.First}-{plan.Last}:{plan.Attempt}");
}

/// <summary>The block in flight of one topic partition.</summary>
/// <param name="Unreadable">Records of the partition, up to the block's last one, that could not be read and are in no row.</param>
internal readonly record struct SinkPlanState(string LogId, long First, long Last, int Attempt, long Unreadable = 0);
