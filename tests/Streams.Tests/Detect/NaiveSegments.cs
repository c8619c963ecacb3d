using Houle.Events;
using Houle.Streams.Tests.Oracle;

namespace Houle.Streams.Tests.Detect;

/// <summary>Which audience segments the people of one entity in one city belong to, and which those of the city usually do, from lists of plain
/// events, minute for minute.</summary>
internal sealed class NaiveSegments(IEnumerable<PlainEvent> inTime, string city, EntityKind kind, string entity, double halfLifeDays)
{
    private readonly ILookup<int, PlainEvent> _minutes = inTime.Where(e => e.City == city).ToLookup(e => (int)(e.TimeMs / 60_000));
    private readonly Dictionary<string, double> _usual = [];
    private readonly List<PlainEvent> _since = [];
    private double _all;
    private int _last, _lastReported;

    /// <summary>Those with events, in order.</summary>
    public IEnumerable<int> Minutes => _minutes.Select(minute => minute.Key).Order();

    public bool HasUsual => _all >= 100;

    /// <summary>Goes on to a minute with events.</summary>
    /// <param name="reported">Entities that the minute's tick reports.</param>
    /// <returns>Whether the one of interest is among them.</returns>
    public bool GoOn(int minute, HashSet<(EntityKind, string)> reported)
    {
        PlainEvent[] events = [.. _minutes[minute]];
        if (_last > 0 || events.Any(e => e.Segments.Count > 0))
        {
            double factor = _last == 0 ? 1 : Math.Pow(2, -(minute - _last) / (halfLifeDays * 1440));
            foreach (string segment in _usual.Keys) _usual[segment] *= factor;
            _all *= factor;
            _last = minute;
            foreach (IGrouping<string?, PlainEvent> person in events.Where(e => e.Person is not null).GroupBy(e => e.Person))
            {
                if (person.SelectMany(Entities).Any(reported.Contains)) continue;
                _all++;
                foreach (string segment in person.SelectMany(e => e.Segments).Distinct()) _usual[segment] = _usual.GetValueOrDefault(segment) + 1;
            }
        }

        bool isReported = reported.Contains((kind, entity));
        if (isReported) _lastReported = minute;
        if (!isReported && (_lastReported == 0 || minute - _lastReported > NaiveDetection.WatchMinutes)) _since.Clear();
        else _since.AddRange(events.Where(e => Entities(e).Contains((kind, entity))));
        return isReported;
    }

    /// <summary>Segments of at least k of the people since a minute, as (segment, people, of), most people first.</summary>
    public (string Segment, int People, int Of)[] Since(int first, int k)
    {
        PlainEvent[] events = [.. _since.Where(e => e.Person is not null && e.TimeMs / 60_000 >= first)];
        int of = events.Select(e => e.Person).Distinct().Count();
        return
        [
            .. events.SelectMany(e => e.Segments.Select(segment => (segment, e.Person))).Distinct().GroupBy(one => one.segment)
                .Select(one => (one.Key, one.Count(), of)).Where(one => one.Item2 >= k).OrderByDescending(one => one.Item2).ThenBy(one => one.Key, StringComparer.Ordinal),
        ];
    }

    public double Usual(string segment) => _usual.GetValueOrDefault(segment) / _all;

    private static IEnumerable<(EntityKind, string)> Entities(PlainEvent e) =>
        e.Complaint ? e.Entities.Concat(e.Entities.Where(one => one.Kind == EntityKind.Brand).Select(one => (EntityKind.Complaint, one.Id))) : e.Entities;
}
