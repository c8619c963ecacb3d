using Houle.Events;
using Houle.Streams.Alerts;
using Houle.Streams.Topology;

namespace Houle.Streams.Select;

/// <summary>What coincides with an alert. Annotates, and never suppresses: that a match was on is no reason that a sound swells.</summary>
internal sealed class Calendar(TopologyOptions topology, IReadOnlyList<CalendarEvent> events)
{
    private const int EventsMax = 10;
    private const double CarriesMuch = 0.2; // a city with this share of a rise in the place above it: its events are told there too

    private readonly ILookup<string, CalendarEvent> _byCell = events.ToLookup(known => known.Cell, StringComparer.Ordinal);

    /// <summary>Names of events at the alert's place, or one above it, between the start of the span that opened it and now; the
    /// earliest first.</summary>
    public IReadOnlyList<string> Coinciding(AlertRecord alert)
    {
        if (_byCell.Count == 0) return [];
        long from = alert.OpenedAtMs - alert.Evidence.ScaleMs;
        return
        [
            .. Places(alert).Distinct().SelectMany(place => _byCell[place])
                .Where(known => known.StartMs < alert.UpdatedAtMs && known.EndMs > from)
                .OrderBy(known => known.StartMs).ThenBy(known => known.Name, StringComparer.Ordinal)
                .Select(known => known.Name).Distinct().Take(EventsMax),
        ];
    }

    private IEnumerable<string> Places(AlertRecord alert)
    {
        yield return alert.Cell;
        foreach (ParentCell parent in topology.Above(alert.Cell)) yield return parent.Cell;
        foreach (AlertShare part in alert.Evidence.CarriedBy)
        {
            if (part is { Dimension: RiseDimension.City, Share: >= CarriesMuch } && part.Part != AlertShare.Rest) yield return part.Part;
        }
    }
}
