namespace Houle.Configuration.Alerts;

/// <summary>One destination of alerts. Which keys it needs depends on its type.</summary>
internal sealed record DestinationConfig
{
    [Setting("type", "slack, teams, webhook, mail or topic.")]
    public DestinationType? Type { get; init; }

    [Setting("url", "slack, teams, webhook: where to post. It is a secret for slack and teams: write ${NAME} and set NAME in the environment.", Pattern = "^https?://[^ ]+$")]
    public string? Url { get; init; }

    [Setting("secret_file", "webhook: file whose first line is the secret that signs, at least 16 characters.")]
    public string? SecretFile { get; init; }

    [Setting("topic", "topic: the topic's name.", Pattern = "^[A-Za-z0-9._-]{1,200}$")]
    public string? Topic { get; init; }

    [Setting("host", "mail: the mail server.")]
    public string? Host { get; init; }

    [Setting("port", "mail: its port; 587 for starttls, 465 for tls, 25 for none.", Min = 1, Max = 65_535)]
    public int Port { get; init; } = 587;

    [Setting("security", "mail: starttls, tls from the start, or none.")]
    public MailSecurity Security { get; init; } = MailSecurity.Starttls;

    [Setting("user", "mail: user on that server.")]
    public string? User { get; init; }

    [Setting("password_file", "mail: file whose first line is that user's password.")]
    public string? PasswordFile { get; init; }

    [Setting("from", "mail: the sender.", Pattern = "^[^\\r\\n]*[^@<> ]+@[^@<> ]+>?$")]
    public string? From { get; init; }

    [Setting("to", "mail: the readers.")]
    public IReadOnlyList<string> To { get; init; } = [];

    [Setting("language", "Language of the sentences: en, fr or nl.")]
    public LanguageName Language { get; init; } = LanguageName.En;

    [Setting("zone", "Time zone of the times told, such as Europe/Brussels.")]
    public string Zone { get; init; } = "UTC";

    [Setting("links", "Whether its readers may see links to public posts.")]
    public bool Links { get; init; }

    [Setting("timeout_ms", "How long one try may take.", Min = 100, Max = 120_000)]
    public int TimeoutMs { get; init; } = 15_000;

    [Setting("tries_max", "Tries after which a message is given up, since the start of the process.", Min = 1, Max = 10_000)]
    public int TriesMax { get; init; } = 100;

    [Setting("give_up_after_minutes", "Age at which a message is given up.", Min = 1, Max = 10_080)]
    public int GiveUpAfterMinutes { get; init; } = 1_440;
}

internal enum DestinationType
{
    Slack,
    Teams,
    Webhook,
    Mail,
    Topic,
}

internal enum MailSecurity
{
    None,
    Starttls,
    Tls,
}

internal enum LanguageName
{
    En,
    Fr,
    Nl,
}
