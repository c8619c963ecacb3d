using System.Globalization;
using NodaTime;

namespace Houle.Sinks.Alerts.Rules;

/// <summary>Hours of the day in which nobody is disturbed, by the clock of a time zone.</summary>
/// <param name="FromMinute">Minute of the day at which they begin, 0 to 1439.</param>
/// <param name="ToMinute">Minute of the day at which they end; below <paramref name="FromMinute"/> they pass midnight.</param>
/// <param name="Zone">Whose clock.</param>
public sealed record QuietHours(int FromMinute, int ToMinute, DateTimeZone Zone)
{
    /// <summary>Reads <c>22:00-07:30</c>.</summary>
    public static bool TryParse(string text, DateTimeZone zone, out QuietHours? hours)
    {
        hours = null;
        string[] parts = text.Split('-');
        if (parts.Length != 2 || Minute(parts[0]) is not { } from || Minute(parts[1]) is not { } to || from == to) return false;
        hours = new QuietHours(from, to, zone);
        return true;
    }

    /// <summary>When an alert may be told: now, or the end of the quiet hours that now lies in.</summary>
    public Instant NotBefore(Instant now)
    {
        LocalDateTime local = now.InZone(Zone).LocalDateTime;
        int minute = (local.Hour * 60) + local.Minute;
        bool isQuiet = FromMinute < ToMinute
            ? minute >= FromMinute && minute < ToMinute
            : minute >= FromMinute || minute < ToMinute;
        if (!isQuiet) return now;
        LocalDate day = minute < ToMinute ? local.Date : local.Date.PlusDays(1);
        // An end that the clock skips in spring moves on with it; one that comes twice in autumn is the first.
        Instant end = Zone.AtLeniently(day + new LocalTime(ToMinute / 60, ToMinute % 60)).ToInstant();
        return end > now ? end : now;
    }

    private static int? Minute(string text) =>
        TimeOnly.TryParseExact(text.Trim(), ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly time)
            ? (time.Hour * 60) + time.Minute
            : null;
}
