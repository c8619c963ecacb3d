using System.Globalization;
using Houle.Events;
using Houle.Ingest.Text;
using Houle.Sinks.Alerts.Channels;
using Houle.Sinks.Alerts.Rules;
using NodaTime;

namespace Houle.Configuration.Alerts;

/// <summary>What the settings of alerts mean together: names that exist, expressions that can be read, secrets that are there.</summary>
internal sealed class AlertChecks(AlertsConfig alerts, YamlPlace place, string folder)
{
    private readonly List<ConfigError> _errors = [];

    public IReadOnlyList<ConfigError> Errors()
    {
        foreach ((string name, DestinationConfig destination) in alerts.Destinations) CheckDestination(name, destination);
        foreach ((string name, TopicConfig topic) in alerts.Topics) CheckTopic(name, topic);
        foreach ((string name, RuleConfig rule) in alerts.Rules) CheckRule(name, rule);
        return _errors;
    }

    private void CheckDestination(string name, DestinationConfig destination)
    {
        string at = $"alerts.destinations.{name}";
        string[] path = ["alerts", "destinations", name];
        CheckZone(destination.Zone, at, path);
        switch (destination.Type)
        {
            case null:
                Fail($"{at}.type is absent; it must be slack, teams, webhook, mail or topic", path);
                break;
            case DestinationType.Topic:
                Need(destination.Topic, "topic", "the topic to write to");
                break;
            case DestinationType.Mail:
                Need(destination.Host, "host", "the mail server");
                Need(destination.From, "from", "the sender");
                if (destination.To.Count == 0) Fail($"{at}.to is absent; name at least one reader", path);
                for (int i = 0; i < destination.To.Count; i++)
                {
                    if (!destination.To[i].Contains('@', StringComparison.Ordinal) || destination.To[i].AsSpan().ContainsAny('\r', '\n'))
                        Fail($"{at}.to has '{destination.To[i]}', which is no mail address", [.. path, "to", i.ToString(CultureInfo.InvariantCulture)]);
                }

                if (destination.User is not null)
                {
                    Need(destination.PasswordFile, "password_file", $"the file with the password of {destination.User}");
                    if (destination.Security == MailSecurity.None)
                        Fail($"{at}.security is none, and no password is sent in plain text; use starttls or tls", [.. path, "security"]);
                }

                CheckSecret(destination.PasswordFile, "password_file", 1);
                break;
            default:
                Need(destination.Url, "url", "where to post to");
                if (destination.Type == DestinationType.Webhook) Need(destination.SecretFile, "secret_file", "the file with the secret that signs");
                CheckSecret(destination.SecretFile, "secret_file", WebhookSignature.SecretBytesMin);
                break;
        }

        void Need(string? value, string key, string what)
        {
            if (string.IsNullOrEmpty(value)) Fail($"{at}.{key} is absent; {ConfigText.Of(destination.Type!)} needs {what}", path);
        }

        void CheckSecret(string? file, string key, int lengthMin)
        {
            if (file is null) return;
            string full = Path.GetFullPath(file, folder);
            if (!File.Exists(full))
                Fail($"{at}.{key} is {file}, and there is no such file; make it, with the secret on its first line", [.. path, key]);
            else if ((File.ReadLines(full).FirstOrDefault()?.Trim().Length ?? 0) < lengthMin)
                Fail($"{at}.{key} is {file}, whose first line has fewer than {lengthMin} characters", [.. path, key]);
        }
    }

    private void CheckTopic(string name, TopicConfig topic)
    {
        try
        {
            TopicQuery.Parse(topic.Match, static text => Fold.Of(text));
        }
        catch (TopicQueryException e)
        {
            Fail($"alerts.topics.{name}.match {e.Message}", ["alerts", "topics", name, "match"]);
        }
    }

    private void CheckRule(string name, RuleConfig rule)
    {
        string at = $"alerts.rules.{name}";
        string[] path = ["alerts", "rules", name];
        if (rule.To.Count == 0) Fail($"{at}.to is absent; name at least one destination", path);
        Known(rule.To, "to", "destination", alerts.Destinations.Keys);
        Known(rule.About, "about", "sort of alert", Enum.GetValues<AlertCategory>().Select(AlertCategorySymbols.Symbol));
        Known(rule.Kinds, "kinds", "kind", Enum.GetValues<EntityKind>().Select(EntityKindSymbols.Symbol));
        Known(rule.Topics, "topics", "saved topic", alerts.Topics.Keys);
        for (int i = 0; i < rule.Places.Count; i++)
        {
            if (KnownPlaces.Problem(rule.Places[i]) is { } problem)
                Fail($"{at}.places has '{rule.Places[i]}', {problem}", [.. path, "places", i.ToString(CultureInfo.InvariantCulture)]);
        }

        CheckZone(rule.Zone, at, path);
        if (rule.Quiet is not null && !QuietHours.TryParse(rule.Quiet, DateTimeZone.Utc, out _))
            Fail($"{at}.quiet is '{rule.Quiet}'; it must be two times of day, such as 22:00-07:00", [.. path, "quiet"]);

        void Known(IReadOnlyList<string> given, string key, string what, IEnumerable<string> known)
        {
            string[] words = [.. known];
            for (int i = 0; i < given.Count; i++)
            {
                if (words.Contains(given[i])) continue;
                string hint = Suggestion.For(given[i], words);
                string rest = hint.Length > 0 ? hint : words.Length == 0 ? "; there is none yet" : $"; known are {string.Join(", ", words)}";
                Fail($"{at}.{key} has '{given[i]}', which is no {what}{rest}", [.. path, key, i.ToString(CultureInfo.InvariantCulture)]);
            }
        }
    }

    private void CheckZone(string zone, string at, string[] path)
    {
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is null)
            Fail($"{at}.zone is '{zone}', which is no time zone{Suggestion.For(zone, DateTimeZoneProviders.Tzdb.Ids)}", [.. path, "zone"]);
    }

    private void Fail(string message, string[] path) => _errors.Add(place.At(message, path));
}
