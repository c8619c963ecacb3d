using Houle.Detection.Series;

namespace Houle.Commands.Demo.Facts;

/// <summary>One series without gaps, and where the spike detector gave alarm in it.</summary>
internal sealed class SeriesScan
{
    private readonly Dictionary<long, long> _counts;

    /// <param name="rows">Counts of one entity in order of time; a span without a row counts 0.</param>
    /// <param name="stepSeconds">Length of a span.</param>
    public SeriesScan(IReadOnlyList<CountedRow> rows, int stepSeconds)
    {
        _counts = rows.ToDictionary(row => row.Time, row => row.Count);
        var detector = new SpikeDetector();
        List<CountedRow> alerts = [];
        for (long time = rows[0].Time; time <= rows[^1].Time; time += stepSeconds)
        {
            long count = CountAt(time);
            if (detector.Next(count).Alert) alerts.Add(new CountedRow(rows[0].Entity, time, count));
        }

        Alerts = alerts;
    }

    public IReadOnlyList<CountedRow> Alerts { get; }

    public long CountAt(long time) => _counts.GetValueOrDefault(time);

    /// <summary>Median of the spans that lie <paramref name="periodSeconds"/> and its multiples before; null when fewer than
    /// <paramref name="least"/> of at most <paramref name="most"/> have been seen.</summary>
    public double? UsualBefore(long time, long periodSeconds, int least, int most)
    {
        List<long> before = [];
        for (int back = 1; back <= most; back++)
        {
            if (_counts.TryGetValue(time - (back * periodSeconds), out long count)) before.Add(count);
        }

        if (before.Count < least) return null;
        before.Sort();
        int middle = before.Count / 2;
        return before.Count % 2 == 1 ? before[middle] : (before[middle - 1] + before[middle]) / 2.0;
    }
}
