using System.Globalization;
using System.Text;
using Houle.Detection.Bursts;
using Houle.Ingest.Catalogues;
using Houle.Streams.Hashing;

namespace Houle.Commands.Demo.Facts;

/// <summary>The sound that took off most clearly: the burst detector over every sound of the chart, hour by hour, with false
/// discovery controlled over all of them.</summary>
/// <remarks>A sound that leaves the chart and comes back gained in between, nobody knows when: a gain is spread evenly over the
/// hours since the one before, so that coming back is not taken for taking off.</remarks>
internal static class SoundFact
{
    private const int HourSeconds = 3600;

    public const string Query = """
        SELECT entity, toUnixTimestamp(toStartOfHour(window_start)) AS time, toInt64(sum(weight) / 1e6) AS count
        FROM city_windows WHERE run = {run:String} AND stream = 'social' AND kind = 'sound' AND level = 'city'
        GROUP BY entity, time HAVING count > 0 ORDER BY time
        """;

    /// <returns>The alert with the largest lower bound of its rate ratio; null when none opened.</returns>
    public static DemoFact? Find(IReadOnlyList<CountedRow> rows, Catalogue catalogue)
    {
        var cell = new CellDetector(new BurstOptions { StepMinutes = 60 });
        var selector = new AlertSelector(new SelectorOptions());
        var names = new Dictionary<ulong, string>();
        (BurstReport Report, double Q, int Minute)? best = null;
        foreach (IGrouping<long, CountedRow> hour in Spread(rows).GroupBy(row => row.Time).OrderBy(hour => hour.Key))
        {
            KeyMinute[] keys = [.. hour.Where(row => row.Count > 0).Select(row => new KeyMinute(KeyOf(row.Entity, names), row.Count, row.Count * 1_000_000)).OrderBy(key => key.Key)];
            int minute = (int)(hour.Key / 60);
            BurstReport[] reports = cell.Tick(minute, keys).ToArray();
            selector.Begin(minute);
            selector.Add(0, cell.Tests, !cell.IsLearning, reports);
            foreach (TrendOutcome outcome in selector.End())
            {
                BurstReport report = reports[outcome.Index];
                if (outcome.HasOpened && (best is null || report.RatioLow > best.Value.Report.RatioLow)) best = (report, outcome.Q, minute);
            }
        }

        return best is { } found ? Tell(found.Report, found.Q, found.Minute, names[found.Report.Key], catalogue) : null;
    }

    private static IEnumerable<CountedRow> Spread(IReadOnlyList<CountedRow> rows)
    {
        foreach (IGrouping<string, CountedRow> sound in rows.GroupBy(row => row.Entity))
        {
            long before = sound.First().Time - HourSeconds;
            foreach (CountedRow row in sound)
            {
                long hours = (row.Time - before) / HourSeconds;
                for (long hour = 0; hour < hours; hour++)
                {
                    long count = (row.Count * (hour + 1) / hours) - (row.Count * hour / hours); // adds up to the whole
                    yield return new CountedRow(row.Entity, before + ((hour + 1) * HourSeconds), count);
                }

                before = row.Time;
            }
        }
    }

    private static DemoFact Tell(in BurstReport report, double q, int minute, string id, Catalogue catalogue)
    {
        string name = DemoData.SoundName(catalogue, id);
        DateTime at = DateTime.UnixEpoch.AddMinutes(minute);
        WindowTest best = report.Best;
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"A sound took off: {name}, {best.Count:#,0} new videos by {at:yyyy-MM-dd HH:mm} UTC where {best.Expected:#,0} were expected, at least {report.RatioLow:#,0} times the usual (q = {q:0e+0})");
        return new DemoFact("bursts", name, at, best.Count, best.Expected, text);
    }

    private static ulong KeyOf(string entity, Dictionary<ulong, string> names)
    {
        ulong key = Hash64.Of(Encoding.UTF8.GetBytes(entity));
        names[key] = entity;
        return key;
    }
}
