using System.Globalization;

namespace Houle.Bench.DetectionData;

/// <summary>The keyed sets of ../shared/data; times of events are those of its READMEs or common knowledge.</summary>
internal static class KeyedSets
{
    public static IEnumerable<KeyedSet> All() => [Crises(), Tweets(), Elections(), Topics(), Cities(), Sounds()];

    /// <summary>Posts per minute of 13 crises, a cell each; the sudden ones have a known minute.</summary>
    private static KeyedSet Crises() => new(
        "crises: posts of 13 events", 1, 1,
        KnownData.Rows("crisislex-t26-events/posts.csv.gz", 2).Select(row => (Minute(row[1]), row[0], "posts", 1L)),
        [
            ("2012_Costa_Rica_earthquake", "", Minute("2012-09-05T14:42Z"), 120), ("2012_Italy_earthquakes", "", Minute("2012-05-20T02:03Z"), 120),
            ("2012_Italy_earthquakes", "", Minute("2012-05-29T07:00Z"), 120), ("2012_Venezuela_refinery", "", Minute("2012-08-25T05:41Z"), 120),
            ("2013_Bohol_earthquake", "", Minute("2013-10-15T00:12Z"), 120), ("2013_LA_airport_shootings", "", Minute("2013-11-01T16:20Z"), 120),
        ]);

    /// <summary>Tweets that name five companies per five minutes; labelled windows of the benchmark.</summary>
    private static KeyedSet Tweets()
    {
        NabFile[] files = [.. NabFile.LoadAll(SharedData.Folder("nab")).Where(file => file.Folder.Contains("Tweets", StringComparison.Ordinal))];
        var events = files.SelectMany(file => Enumerable.Range(0, file.Windows).Select(window =>
        {
            int[] rows = [.. Enumerable.Range(0, file.Values.Length).Where(row => file.WindowOf(row) == window)];
            return ("us", file.Name, Minute(file.Times[rows[0]]), Minute(file.Times[rows[^1]]) - Minute(file.Times[rows[0]]));
        }));
        return new KeyedSet(
            "tweets: 5 companies, labelled windows", 5, 7,
            files.SelectMany(file => file.Values.Select((value, row) => (Minute(file.Times[row]) / 5 * 5, "us", file.Name, (long)value))), [.. events]);
    }

    /// <summary>Hashtags of a German election: three television debates and the first forecast after the polls closed.</summary>
    private static KeyedSet Elections() => new(
        "hashtags of an election: debates and result", 1, 7,
        KnownData.Rows("coortweet-coordination/german_elections_2021.csv.gz", 4).Where(row => row[3].Length > 0)
            .Select(row => ((int)(long.Parse(row[0], CultureInfo.InvariantCulture) / 60), "de", row[3], 1L)),
        [.. new[] { "2021-08-29T18:10Z", "2021-09-12T18:15Z", "2021-09-19T18:15Z", "2021-09-26T16:00Z" }.Select(time => ("de", "", Minute(time), 120))]);

    /// <summary>New trending topics an hour, those of the World Cup and the others: its opening and its final.</summary>
    private static KeyedSet Topics()
    {
        HashSet<string> cup = [.. KnownData.Rows("weibo-hot-2022-worldcup/topics.csv.gz", 2).Where(row => row[1].Contains("世界杯", StringComparison.Ordinal)).Select(row => row[0])];
        return new KeyedSet(
            "trending topics: World Cup", 60, 7,
            KnownData.Rows("weibo-hot-2022-worldcup/changes.csv.gz", 4).Where(row => row[3] == "new_today")
                .Select(row => (Minute(row[0]) / 60 * 60, "cn", cup.Contains(row[1]) ? "World Cup" : "others", 1L)),
            [("cn", "World Cup", Minute("2022-11-20T16:00Z"), 360), ("cn", "World Cup", Minute("2022-12-18T15:00Z"), 360)]);
    }

    /// <summary>Best posts of 52 cities' forums, a key each, since 2012: a bombing, a hurricane, a flood. A sample, not a stream.</summary>
    private static KeyedSet Cities() => new(
        "best posts of 52 cities", 1, 14,
        KnownData.Rows("reddit-city-posts/posts.csv.gz", 4).Where(row => string.CompareOrdinal(row[0], "2012-07") > 0)
            .Select(row => (Minute(row[0]), "world", row[3], 1L)),
        [
            ("world", "Boston", Minute("2013-04-15T18:49Z"), 360), ("world", "New York", Minute("2012-10-29T20:00Z"), 720),
            ("world", "Calgary", Minute("2013-06-20T14:00Z"), 1440),
        ]);

    /// <summary>New uses an hour of the sounds of a chart.</summary>
    private static KeyedSet Sounds() => new("sounds of a chart, nothing known", 60, 7, Uses(), []);

    private static IEnumerable<(int Minute, string Cell, string Key, long Count)> Uses()
    {
        Dictionary<string, long> before = [];
        foreach (string[] row in KnownData.Rows("douyin-sounds-hourly/sound_ranks.csv.gz", 5))
        {
            long uses = long.Parse(row[4], CultureInfo.InvariantCulture);
            if (before.TryGetValue(row[2], out long last) && uses > last) yield return (Minute(row[0]) / 60 * 60, "cn", row[2], uses - last);
            before[row[2]] = uses;
        }
    }

    private static int Minute(string time) => (int)((KnownData.Time(time) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMinute);
}
