namespace Houle.Configuration.Alerts;

/// <summary>Who is told of which alerts.</summary>
internal sealed record AlertsConfig
{
    [Setting("public_url", "Address of this Houle as readers of alerts reach it, for the links that say 'useful' or 'not useful'. Without it: no such links.", Pattern = "^https?://[^ ]+$")]
    public string? PublicUrl { get; init; }

    [Setting("secret_file", "File with the secret that signs those links, made on first use. Without it: alerts.key in the data folder.")]
    public string? SecretFile { get; init; }

    [Setting("stale_after_minutes", "Alerts older than this are not sent: imported history, or an outage.", Min = 1, Max = 10_080)]
    public int StaleAfterMinutes { get; init; } = 360;

    [Setting("destinations", "Where alerts are sent to, by name.")]
    public IReadOnlyDictionary<string, DestinationConfig> Destinations { get; init; } = Nothing<DestinationConfig>.Named;

    [Setting("topics", "Saved topics, by name.")]
    public IReadOnlyDictionary<string, TopicConfig> Topics { get; init; } = Nothing<TopicConfig>.Named;

    [Setting("rules", "Which alerts are sent where, by name.")]
    public IReadOnlyDictionary<string, RuleConfig> Rules { get; init; } = Nothing<RuleConfig>.Named;
}

/// <summary>No settings by name: one object, so that two configurations that say nothing are equal.</summary>
internal static class Nothing<T>
{
    public static Dictionary<string, T> Named { get; } = [];
}

internal sealed record TopicConfig
{
    [Setting("match", "Words and \"phrases\" with AND, OR, NOT and parentheses; a word may end in *.")]
    public string Match { get; init; } = "";
}
