using System.Globalization;
using NodaTime;

namespace Houle.Commands.Demo.Facts;

/// <summary>A street at night against the same hour of the same day of the week: the alarm of the spike detector that stands
/// out most, over all streets.</summary>
internal static class StreetFact
{
    public const string Query = """
        SELECT entity, toUnixTimestamp(toStartOfHour(window_start)) AS time, toInt64(sum(entries)) AS count
        FROM city_windows WHERE run = {run:String} AND stream = 'foot_traffic' AND kind = 'place' AND level = 'city'
        GROUP BY entity, time ORDER BY entity, time
        """;

    private const int HourSeconds = 3600, WeekSeconds = 7 * 24 * HourSeconds;
    private const int WeeksLeast = 4, WeeksMost = 12, UsualLeast = 100;

    private static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["Australia/Melbourne"];

    /// <returns>Null when no alarm fell into a night with enough weeks before it.</returns>
    public static DemoFact? Find(IReadOnlyList<CountedRow> rows)
    {
        DemoFact? best = null;
        foreach (IGrouping<string, CountedRow> street in rows.GroupBy(row => row.Entity))
        {
            var scan = new SeriesScan([.. street], HourSeconds);
            foreach (CountedRow alert in scan.Alerts)
            {
                LocalDateTime local = Instant.FromUnixTimeSeconds(alert.Time).InZone(Zone).LocalDateTime;
                if (local.Hour is >= 5 and < 22 || scan.UsualBefore(alert.Time, WeekSeconds, WeeksLeast, WeeksMost) is not { } usual || usual < UsualLeast) continue;
                if (best is null || alert.Count / usual > best.Seen / best.Usual) best = Tell(alert, usual, local);
            }
        }

        return best;
    }

    private static DemoFact Tell(CountedRow alert, double usual, LocalDateTime local)
    {
        string name = alert.Entity.Replace('-', ' ');
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"A street at night: {name}, {alert.Count:#,0} people on {local.DayOfWeek} {local:yyyy-MM-dd} from {local:HH:mm}; a usual {local.DayOfWeek} at that hour has {usual:#,0}");
        return new DemoFact("series", name, alert.At, alert.Count, usual, text);
    }
}
