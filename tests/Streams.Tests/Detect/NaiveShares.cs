using System.Text;
using Houle.Detection.Bursts;
using Houle.Events;
using Houle.Streams.Hashing;
using Houle.Streams.Tests.Oracle;

namespace Houle.Streams.Tests.Detect;

/// <summary>What carries the rise of one entity in one city, from lists of plain events: since it is reported within six hours, minute for minute.</summary>
internal sealed class NaiveShares(IEnumerable<PlainEvent> inTime, string city, EntityKind kind, string entity, double halfLifeDays)
{
    private readonly ILookup<int, PlainEvent> _minutes = inTime.Where(e => e.City == city).ToLookup(e => (int)(e.TimeMs / 60_000));
    private readonly double[] _usual = new double[9];
    private readonly List<PlainEvent> _since = [];
    private int _last, _lastReported;

    /// <summary>Those with events, in order.</summary>
    public IEnumerable<int> Minutes => _minutes.Select(minute => minute.Key).Order();

    /// <summary>Goes on to a minute with events.</summary>
    /// <param name="reported">Entities that the minute's tick reports.</param>
    /// <returns>Whether the one of interest is among them.</returns>
    public bool GoOn(int minute, HashSet<(EntityKind, string)> reported)
    {
        for (int i = 0; i < 9; i++) _usual[i] *= _last == 0 ? 1 : Math.Pow(2, -(minute - _last) / (halfLifeDays * 1440));
        _last = minute;
        bool isReported = reported.Contains((kind, entity));
        if (isReported) _lastReported = minute;
        bool isWatched = isReported || (_lastReported > 0 && minute - _lastReported <= NaiveDetection.WatchMinutes);
        if (!isWatched) _since.Clear();
        foreach (PlainEvent e in _minutes[minute])
        {
            foreach ((EntityKind, string) named in Entities(e))
            {
                if (!reported.Contains(named)) _usual[(int)e.Format]++;
                if (isWatched && named == (kind, entity)) _since.Add(e);
            }
        }

        return isReported;
    }

    public double Sponsored => _since.Count == 0 ? 0 : (double)_since.Count(e => e.Sponsored) / _since.Count;

    /// <summary>(Events - expected events) of each format, by the excess of all.</summary>
    public double[] Formats(WindowTest test)
    {
        double all = _since.Count, expected = all * test.Expected / test.Count;
        return [.. Enumerable.Range(0, 9).Select(format =>
            (_since.Count(e => (int)e.Format == format) - (expected * _usual[format] / _usual.Sum())) / (all - expected))];
    }

    /// <summary>Minutes of each person, by hash, by those of all.</summary>
    public Dictionary<ulong, double> People()
    {
        var minutes = _since.Where(e => e.Person is not null).Select(e => (e.TimeMs / 60_000, e.Person)).Distinct().ToArray();
        return minutes.GroupBy(one => one.Person!).ToDictionary(one => Hash64.Of(Encoding.UTF8.GetBytes(one.Key)), one => (double)one.Count() / minutes.Length);
    }

    private static IEnumerable<(EntityKind, string)> Entities(PlainEvent e) =>
        e.Complaint ? e.Entities.Concat(e.Entities.Where(one => one.Kind == EntityKind.Brand).Select(one => (EntityKind.Complaint, one.Id))) : e.Entities;
}
