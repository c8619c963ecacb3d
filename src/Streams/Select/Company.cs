using Houle.Events;

namespace Houle.Streams.Select;

/// <summary>Trends by place and by entity, as they stand at one tick: what a trend rises with, and where else it does.</summary>
internal sealed class Company
{
    private const int TermsMax = 16, NextCellsMax = 20; // as the schema says

    private readonly ILookup<int, TrackedTrend> _byCell;
    private readonly ILookup<(EntityKind?, string?), TrackedTrend> _cities;
    private readonly int _peopleMin;

    public Company(IEnumerable<TrackedTrend> trends, int peopleMin)
    {
        TrackedTrend[] all = [.. trends];
        _byCell = all.Where(trend => !trend.IsOver).ToLookup(trend => trend.CellNumber);
        _cities = all.Where(trend => trend.Level == CellLevel.City).ToLookup(trend => (trend.Alert.Kind, trend.Alert.Entity));
        _peopleMin = peopleMin;
    }

    /// <summary>Cells with an open trend, in order of their numbers.</summary>
    public IEnumerable<(int Cell, IEnumerable<TrackedTrend> Trends)> Cells =>
        _byCell.OrderBy(cell => cell.Key).Select(cell => (cell.Key, (IEnumerable<TrackedTrend>)cell));

    /// <summary>Gives the trend's alert what rises with it in its cell, and its spread: first cell, next cells and speed, from cities
    /// where it is open or cooling down.</summary>
    public void Join(TrackedTrend trend)
    {
        trend.Alert = trend.Alert with
        {
            Terms = Names(_byCell[trend.CellNumber].Where(other => other != trend && other.Alert.Kind is EntityKind.Term or EntityKind.Hashtag)),
        };
        List<TrackedTrend> cities =
        [
            .. _cities[(trend.Alert.Kind, trend.Alert.Entity)].OrderBy(other => other.OpenedMinute).ThenBy(other => other.Alert.Cell, StringComparer.Ordinal),
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

    /// <summary>Ids of trends, strongest first, words before the rest; none of fewer people than may be spoken of.</summary>
    public IReadOnlyList<string> Names(IEnumerable<TrackedTrend> trends) =>
    [
        .. trends.Where(trend => !trend.Alert.IsWithheld(_peopleMin))
            .OrderBy(trend => trend.Alert.Kind == EntityKind.Term ? 0 : 1).ThenByDescending(trend => trend.Alert.Evidence.RatioLow)
            .ThenBy(trend => trend.Alert.Entity, StringComparer.Ordinal).Select(trend => trend.Alert.Entity!).Distinct().Take(TermsMax),
    ];
}
