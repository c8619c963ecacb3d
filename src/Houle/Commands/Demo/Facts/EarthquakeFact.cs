using System.Globalization;

namespace Houle.Commands.Demo.Facts;

/// <summary>An earthquake as posts tell it: the first alarm of the spike detector on five-minute counts, beside the time at
/// which the earth shook.</summary>
internal static class EarthquakeFact
{
    public const string Query = """
        SELECT entity, toUnixTimestamp(toStartOfInterval(window_start, INTERVAL 5 MINUTE)) AS time, toInt64(sum(count)) AS count
        FROM city_windows WHERE run = {run:String} AND kind = 'term' AND level = 'city' AND entity = 'costa rica earthquake'
        GROUP BY entity, time ORDER BY time
        """;

    private const int StepSeconds = 300, DayOfSteps = 288;

    /// <summary>Magnitude 7.6 off Nicoya; origin time by the U.S. Geological Survey.</summary>
    private static readonly DateTime Shook = new(2012, 9, 5, 14, 42, 8, DateTimeKind.Utc);

    /// <returns>The first alarm of the hour after the earthquake; null when there was none.</returns>
    public static DemoFact? Find(IReadOnlyList<CountedRow> rows)
    {
        if (rows.Count == 0) return null;
        var scan = new SeriesScan(rows, StepSeconds);
        if (scan.Alerts.FirstOrDefault(row => row.At.AddSeconds(StepSeconds) > Shook && row.At < Shook.AddHours(1)) is not { } alert) return null;
        double usual = Enumerable.Range(1, DayOfSteps).Average(back => scan.CountAt(alert.Time - (back * StepSeconds)));
        DateTime known = alert.At.AddSeconds(StepSeconds);
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"An earthquake in posts: {alert.Entity}, alarm at {known:yyyy-MM-dd HH:mm} UTC on {alert.Count} posts in five minutes ({usual:0.0} on the day before); the earth shook at {Shook:HH:mm}");
        return new DemoFact("series", alert.Entity, alert.At, alert.Count, usual, text);
    }
}
