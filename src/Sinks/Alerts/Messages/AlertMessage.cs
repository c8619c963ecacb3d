using Houle.Streams.Alerts;
using Houle.Streams.Alerts.Text;
using NodaTime;

namespace Houle.Sinks.Alerts.Messages;

/// <summary>What one destination is told at once: an alert, or a digest of several.</summary>
public sealed class AlertMessage
{
    /// <summary>Alerts that a digest shows; it counts the others.</summary>
    public const int ShownMax = 10;

    // A chat message is read at a glance; mail, the webhook and the page have all of them.
    private const int ActionsShownMax = 8, DigestActionsMax = 3;

    private readonly MessageStyle _style;

    /// <param name="key">Idempotency key.</param>
    /// <param name="rule">Name of the rule.</param>
    /// <param name="alerts">At least one; none under k.</param>
    public AlertMessage(string key, string rule, IReadOnlyList<AlertRecord> alerts, MessageStyle style)
    {
        (Key, Rule, _style) = (key, rule, style);
        Alerts = [.. alerts.OrderByDescending(alert => alert.Severity).ThenBy(alert => alert.UpdatedAtMs).ThenBy(alert => alert.Id, StringComparer.Ordinal)];
        Words = Sentences.In(style.Language);
        Shown = [.. Alerts.Take(ShownMax).Select(Show)];
    }

    public string Key { get; }

    public string Rule { get; }

    /// <summary>All of them, the gravest first.</summary>
    public IReadOnlyList<AlertRecord> Alerts { get; }

    public IReadOnlyList<ShownAlert> Shown { get; }

    public Sentences Words { get; }

    public MessageStyle Style => _style;

    public bool IsDigest => Alerts.Count > 1;

    /// <summary>Stores' actions that a chat message shows of an alert; it counts the others.</summary>
    public int ActionsMax => IsDigest ? DigestActionsMax : ActionsShownMax;

    public int More => Alerts.Count - Shown.Count;

    /// <summary>One line: the alert's sentence, or the number of alerts and the gravest of them.</summary>
    public string Title => IsDigest ? $"{Words.Digest(Alerts.Count)} ({Rule})" : Shown[0].Text.Headline;

    private ShownAlert Show(AlertRecord alert)
    {
        ZonedDateTime at = Instant.FromUnixTimeMilliseconds(alert.UpdatedAtMs).InZone(_style.Zone);
        string when = $"{at.Date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)} {Words.Clock(at.Hour, at.Minute)}";
        return new ShownAlert(
            alert, Words.Tell(alert, _style.Names), when,
            _style.ShowsLinks ? [.. alert.Evidence.Links.Where(IsWebLink)] : [],
            _style.FeedbackLink?.Invoke(Rule, alert, true), _style.FeedbackLink?.Invoke(Rule, alert, false));
    }

    /// <summary>Links come from posts: nothing but plain web addresses is passed on.</summary>
    private static bool IsWebLink(string link) =>
        link.Length <= 2000 && Uri.TryCreate(link, UriKind.Absolute, out Uri? uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp);
}

/// <summary>How a destination is spoken to.</summary>
public sealed record MessageStyle
{
    public AlertLanguage Language { get; init; }

    public INames Names { get; init; } = PlainNames.Instance;

    /// <summary>Times are told by its clock.</summary>
    public DateTimeZone Zone { get; init; } = DateTimeZone.Utc;

    /// <summary>Whether who reads there may see links to public posts.</summary>
    public bool ShowsLinks { get; init; }

    /// <summary>A signed link that says whether an alert of a rule was useful; null for none.</summary>
    public Func<string, AlertRecord, bool, Uri>? FeedbackLink { get; init; }
}

/// <summary>One alert of a message, in words.</summary>
public sealed record ShownAlert(
    AlertRecord Alert, AlertText Text, string When, IReadOnlyList<string> Links, Uri? Useful, Uri? NotUseful);
