using Houle.Events;

namespace Houle.Streams.Select;

/// <summary>Where the same entity swells too, and in which order it did.</summary>
internal static class Spread
{
    private const int NextCellsMax = 20; // as the schema says

    /// <summary>Gives the trend's alert its first cell, next cells and speed, from trends of cities that are open or cooling down.</summary>
    public static void Set(TrackedTrend trend, IEnumerable<TrackedTrend> all)
    {
        List<TrackedTrend> cities =
        [
            .. all.Where(other => other.Level == CellLevel.City && other.Alert.Kind == trend.Alert.Kind && other.Alert.Entity == trend.Alert.Entity)
                .OrderBy(other => other.OpenedMinute).ThenBy(other => other.Alert.Cell, StringComparer.Ordinal),
        ];
        if (cities.Count == 0 || (cities.Count == 1 && cities[0] == trend)) return;
        double hours = (cities[^1].OpenedMinute - cities[0].OpenedMinute) / 60.0;
        trend.Alert = trend.Alert with
        {
            FirstCell = cities[0] == trend ? null : cities[0].Alert.Cell,
            NextCells = [.. cities.Skip(1).Where(city => city != trend).Take(NextCellsMax).Select(city => city.Alert.Cell)],
            CellsPerHour = hours > 0 ? (cities.Count - 1) / hours : null,
        };
    }
}
