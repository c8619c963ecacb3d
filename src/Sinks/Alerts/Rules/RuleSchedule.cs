using Houle.Streams.Alerts;
using NodaTime;

namespace Houle.Sinks.Alerts.Rules;

/// <summary>When an alert that a rule sends is to leave: at once, with a digest, after quiet hours, or when the day's limit ends.</summary>
public static class RuleSchedule
{
    /// <param name="rule">The rule.</param>
    /// <param name="alert">The alert.</param>
    /// <param name="countToday">Alerts that the rule has sent on that day, this one included.</param>
    /// <param name="now">By the clock.</param>
    public static Instant NotBefore(AlertRule rule, AlertRecord alert, int countToday, Instant now)
    {
        LocalDateTime local = now.InZone(rule.Zone).LocalDateTime;
        Instant at = rule.Digest switch
        {
            DigestPolicy.Hourly => At(rule, local.Date + new LocalTime(local.Hour, 0), Period.FromHours(1)),
            DigestPolicy.Daily => local.Hour < rule.DigestHour
                ? At(rule, local.Date + new LocalTime(rule.DigestHour, 0), Period.Zero)
                : At(rule, local.Date + new LocalTime(rule.DigestHour, 0), Period.FromDays(1)),
            _ => rule.DailyMax > 0 && countToday > rule.DailyMax
                ? At(rule, local.Date.AtMidnight(), Period.FromDays(1))
                : now,
        };
        if (at < now) at = now; // an hour that the clock repeats in autumn
        return rule.Quiet is null || alert.Severity >= rule.QuietSeverityMax ? at : rule.Quiet.NotBefore(at);
    }

    private static Instant At(AlertRule rule, LocalDateTime from, Period later) => rule.Zone.AtLeniently(from + later).ToInstant();
}
