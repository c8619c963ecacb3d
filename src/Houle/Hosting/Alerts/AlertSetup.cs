using System.Security.Cryptography;
using System.Text;
using Houle.Configuration;
using Houle.Configuration.Alerts;
using Houle.Events;
using Houle.Ingest.Places;
using Houle.Ingest.Text;
using Houle.Sinks.Alerts;
using Houle.Sinks.Alerts.Channels;
using Houle.Sinks.Alerts.Feedback;
using Houle.Sinks.Alerts.Messages;
using Houle.Sinks.Alerts.Rules;
using Houle.Sinks.Alerts.Smtp;
using Houle.Streams.Alerts;
using Houle.Streams.Alerts.Text;
using Houle.Streams.Log;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Houle.Hosting.Alerts;

/// <summary>What the alerts of houle.yaml mean to their delivery.</summary>
internal static class AlertSetup
{
    private static readonly TimeSpan LinkLife = TimeSpan.FromDays(30);

    /// <param name="config">Checked.</param>
    /// <param name="log">For destinations that are topics; null where none is written to: such a destination then fails.</param>
    public static AlertDeliveryOptions ToDelivery(this HouleConfig config, INames names, ILog? log, ILoggerFactory logs) => new()
    {
        Rules = [.. config.Alerts.Rules.Select(rule => ToRule(config, rule.Key))],
        Destinations = [.. config.Alerts.Destinations.Select(pair => ToDestination(config, pair.Key, names, log, logs))],
        KPeople = config.Privacy.KAnonymity,
        StaleAfter = TimeSpan.FromMinutes(config.Alerts.StaleAfterMinutes),
    };

    public static AlertRule ToRule(HouleConfig config, string name)
    {
        RuleConfig rule = config.Alerts.Rules[name];
        DateTimeZone zone = DateTimeZoneProviders.Tzdb[rule.Zone];
        QuietHours? quiet = null;
        if (rule.Quiet is not null && !QuietHours.TryParse(rule.Quiet, zone, out quiet))
            throw new ArgumentException($"alerts.rules.{name}.quiet was not checked");
        return new AlertRule
        {
            Name = name, To = rule.To, Places = rule.Places, Brands = rule.Brands, Segments = rule.Segments,
            Categories = [.. Enum.GetValues<AlertCategory>().Where(category => rule.About.Contains(category.Symbol()))],
            Kinds = [.. Enum.GetValues<EntityKind>().Where(kind => rule.Kinds.Contains(kind.Symbol()))],
            Topics = [.. rule.Topics.Select(topic => TopicQuery.Parse(config.Alerts.Topics[topic].Match, static text => Fold.Of(text)))],
            SeverityMin = rule.SeverityMin, SponsoredMax = rule.SponsoredMaxPercent / 100.0, Updates = rule.Updates, Quiet = quiet,
            QuietSeverityMax = rule.QuietExceptSeverity, Cooldown = TimeSpan.FromMinutes(rule.CooldownMinutes), DailyMax = rule.DailyMax,
            Digest = rule.Digest, DigestHour = rule.DigestHour, DigestOver = rule.DigestOver, Zone = zone, Fold = static text => Fold.Of(text),
            RegionOf = static cell => Gazetteer.Shared.Find(cell)?.Region,
        };
    }

    public static Destination ToDestination(HouleConfig config, string name, INames names, ILog? log, ILoggerFactory logs)
    {
        DestinationConfig destination = config.Alerts.Destinations[name];
        return new Destination
        {
            Name = name,
            Channel = Channel(destination, log, logs),
            Style = new MessageStyle
            {
                Language = destination.Language switch
                {
                    LanguageName.Fr => AlertLanguage.French, LanguageName.Nl => AlertLanguage.Dutch, _ => AlertLanguage.English,
                },
                Names = names, Zone = DateTimeZoneProviders.Tzdb[destination.Zone], ShowsLinks = destination.Links,
                FeedbackLink = FeedbackLink(config, name),
            },
            TriesMax = destination.TriesMax,
            GiveUpAfter = TimeSpan.FromMinutes(destination.GiveUpAfterMinutes),
        };
    }

    /// <summary>The secret of feedback links, made on first use and readable by its owner alone.</summary>
    public static FeedbackToken Tokens(HouleConfig config)
    {
        string path = config.Alerts.SecretFile ?? Path.Combine(config.Data, "alerts.key");
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            string made = $"{path}.{Environment.ProcessId}.new";
            using (var file = new FileStream(made, new FileStreamOptions
            {
                Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }))
            {
                file.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))));
                file.Flush(flushToDisk: true);
            }

            // Whoever made it first has made it: a second would break the links that are out.
            File.Move(made, path, overwrite: false);
        }

        return new FeedbackToken(FirstLine(path));
    }

    private static Func<string, AlertRecord, bool, Uri>? FeedbackLink(HouleConfig config, string destination)
    {
        if (config.Alerts.PublicUrl is not { } url) return null;
        FeedbackToken tokens = Tokens(config);
        // Expiry counts from the alert, not from now: a message that is sent again is the same, byte for byte.
        return (rule, alert, useful) => new Uri($"{url.TrimEnd('/')}/alerts/feedback?t=" + tokens.Sign(new FeedbackClaim(
            alert.Id, rule, destination, useful, DateTimeOffset.FromUnixTimeMilliseconds(alert.UpdatedAtMs) + LinkLife)));
    }

    private static IAlertChannel Channel(DestinationConfig destination, ILog? log, ILoggerFactory logs)
    {
        TimeSpan timeout = TimeSpan.FromMilliseconds(destination.TimeoutMs);
        return destination.Type switch
        {
            DestinationType.Slack => new HttpChannel(new Uri(destination.Url!), SlackFormat.Instance, null, timeout, TimeProvider.System),
            DestinationType.Teams => new HttpChannel(new Uri(destination.Url!), TeamsFormat.Instance, null, timeout, TimeProvider.System),
            DestinationType.Webhook => new HttpChannel(
                new Uri(destination.Url!), WebhookFormat.Instance, FirstLine(destination.SecretFile!), timeout, TimeProvider.System),
            DestinationType.Mail => new MailChannel(
                new SmtpOptions
                {
                    Host = destination.Host!, Port = destination.Port, User = destination.User, Timeout = timeout,
                    Password = destination.PasswordFile is null ? null : Encoding.UTF8.GetString(FirstLine(destination.PasswordFile)),
                    Security = destination.Security switch
                    {
                        MailSecurity.None => SmtpSecurity.None, MailSecurity.Tls => SmtpSecurity.Tls, _ => SmtpSecurity.StartTls,
                    },
                },
                destination.From!, destination.To, logs.CreateLogger("mail"), TimeProvider.System),
            _ => log is null ? new LogNeeded(destination.Topic!) : new TopicChannel(log, destination.Topic!),
        };
    }

    private static byte[] FirstLine(string path) => Encoding.UTF8.GetBytes(File.ReadLines(path).FirstOrDefault()?.Trim() ?? "");
}
