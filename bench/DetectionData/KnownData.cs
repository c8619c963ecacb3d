using System.Globalization;
using System.IO.Compression;

namespace Houle.Bench.DetectionData;

/// <summary>The series of ../shared/data, with the events that its READMEs name and the times of them that are common knowledge.</summary>
internal static class KnownData
{
    public static IEnumerable<KnownSeries> All() => [.. Nab(), .. Crises(), .. Pedestrians(), .. Sounds(), .. Topics(), .. Charts()];

    private static IEnumerable<KnownSeries> Nab()
    {
        foreach (NabFile file in NabFile.LoadAll(SharedData.Folder("nab")))
        {
            TimeSpan[] steps = [.. file.Times.Zip(file.Times.Skip(1), (a, b) => Time(b) - Time(a)).Order()];
            var events = Enumerable.Range(0, file.Windows).Select(window =>
            {
                int[] rows = [.. Enumerable.Range(0, file.Values.Length).Where(row => file.WindowOf(row) == window)];
                return (rows[0], rows[^1]);
            });
            yield return new KnownSeries("nab/" + file.Folder, file.Name, file.Values, steps[steps.Length / 2].TotalMinutes, [.. events]);
        }
    }

    /// <summary>Posts per 5 minutes; for sudden events an hour from the time of the event on.</summary>
    private static IEnumerable<KnownSeries> Crises()
    {
        var onsets = new Dictionary<string, string[]>
        {
            ["2012_Costa_Rica_earthquake"] = ["2012-09-05T14:42Z"],
            ["2012_Italy_earthquakes"] = ["2012-05-20T02:03Z", "2012-05-29T07:00Z"],
            ["2012_Venezuela_refinery"] = ["2012-08-25T05:41Z"],
            ["2013_Bohol_earthquake"] = ["2013-10-15T00:12Z"],
            ["2013_LA_airport_shootings"] = ["2013-11-01T16:20Z"],
        };
        foreach (var posts in Rows("crisislex-t26-events/posts.csv.gz", 2).GroupBy(row => row[0], row => Time(row[1])))
        {
            string[] times = onsets.GetValueOrDefault(posts.Key, []);
            string set = times.Length > 0 ? "crisislex, sudden" : "crisislex, growing over days";
            yield return Counts(set, posts.Key, [.. posts.Select(time => (time, 1.0))], 5, times, 60);
        }
    }

    private static IEnumerable<KnownSeries> Pedestrians() =>
        Rows("pedestrian/sugrrants_hourly_peds.csv.gz", 10).GroupBy(row => row[8], row => (Time(row[0]), double.Parse(row[9], CultureInfo.InvariantCulture)))
            .Select(counter => Counts("pedestrian, nothing known", counter.Key, [.. counter], 60, [], 0));

    /// <summary>New uses an hour of the sounds that are on the chart for at least 400 hours.</summary>
    private static IEnumerable<KnownSeries> Sounds()
    {
        foreach (var sound in Rows("douyin-sounds-hourly/sound_ranks.csv.gz", 5).GroupBy(row => row[2]).Where(rows => rows.Count() >= 400))
        {
            double[] uses = [.. sound.Select(row => double.Parse(row[4], CultureInfo.InvariantCulture))];
            yield return new KnownSeries("douyin, nothing known", sound.Key, [.. uses.Zip(uses.Skip(1), (a, b) => Math.Max(0, b - a))], 60, []);
        }
    }

    /// <summary>New topics an hour that name the World Cup; its opening and its final, six hours each.</summary>
    private static IEnumerable<KnownSeries> Topics()
    {
        HashSet<string> cup = [.. Rows("weibo-hot-2022-worldcup/topics.csv.gz", 2).Where(row => row[1].Contains("世界杯", StringComparison.Ordinal)).Select(row => row[0])];
        (DateTime, double)[] changes = [.. Rows("weibo-hot-2022-worldcup/changes.csv.gz", 4).Where(row => row[3] == "new_today")
            .Select(row => (Time(row[0]), cup.Contains(row[1]) ? 1.0 : 0))];
        yield return Counts("weibo, World Cup", "topics", changes, 60, ["2022-11-20T16:00Z", "2022-12-18T15:00Z"], 360);
    }

    /// <summary>Tracks a day that were not in the list before; releases that are known to have filled it, three days each.</summary>
    private static IEnumerable<KnownSeries> Charts()
    {
        var seen = new HashSet<string>();
        double[] fresh = [.. Rows("spotify-top50-countries/chart_changes.csv.gz", 4).Where(row => row[1] == "USA")
            .GroupBy(row => row[0]).Select(day => (double)day.Count(row => seen.Add(row[3])))];
        string[] days = [.. Rows("spotify-top50-countries/chart_changes.csv.gz", 4).Where(row => row[1] == "USA").Select(row => row[0]).Distinct()];
        var events = new[] { "2020-08-07", "2021-01-08", "2021-03-26" }.Select(day => Array.FindIndex(days, at => string.CompareOrdinal(at, day) >= 0))
            .Where(row => row >= 0).Select(row => (row, row + 2));
        yield return new KnownSeries("spotify, USA", "new tracks", fresh, 1440, [.. events]);
    }

    private static KnownSeries Counts(string set, string name, (DateTime Time, double Count)[] counts, int stepMinutes, string[] onsets, int eventMinutes)
    {
        DateTime first = counts.Min(one => one.Time), last = counts.Max(one => one.Time);
        int Row(DateTime time) => (int)((time - first).TotalMinutes / stepMinutes);
        var values = new double[Row(last) + 1];
        foreach ((DateTime time, double count) in counts) values[Row(time)] += count;
        return new KnownSeries(set, name, values, stepMinutes, [.. onsets.Select(time => (Row(Time(time)), Row(Time(time).AddMinutes(eventMinutes))))]);
    }

    internal static DateTime Time(string text) =>
        DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal);

    internal static IEnumerable<string[]> Rows(string path, int columnsMin)
    {
        string full = Path.Combine(SharedData.Folder(Path.GetDirectoryName(path)!), Path.GetFileName(path));
        using var reader = new StreamReader(new GZipStream(File.OpenRead(full), CompressionMode.Decompress));
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            string[] row = line.TrimEnd('\r').Split(',');
            if (row.Length >= columnsMin) yield return row;
        }
    }
}
