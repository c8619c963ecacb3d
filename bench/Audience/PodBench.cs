using System.Globalization;
using System.IO.Compression;
using Houle.Detection.Audience;

namespace Houle.Bench.Audience;

/// <summary>Known coordinated retweets (CooRTweet, MIT): pairs of accounts found, beside the plain threshold on co-retweets.</summary>
/// <remarks>The set has no labels per account. Reference pairs are those of its authors' own rule: two accounts reshared at least two
/// same posts within 60 s each. And since that rule knows no chance, the same methods run on the same retweets with the times
/// of each post shuffled among its retweeters' hours, where nothing is coordinated: what is found there is false.</remarks>
internal static class PodBench
{
    private const long WindowMs = 60_000;

    public static void Run()
    {
        List<(int Account, int Object, long TimeMs)> acts = Load();
        HashSet<(int, int)> known = Meetings(acts, 2, WindowMs);
        HashSet<int> accounts = [.. known.SelectMany(pair => (int[])[pair.Item1, pair.Item2])];
        List<(int, int, long)> decoy = Shuffled(acts, new Random(1));
        Console.WriteLine();
        Console.WriteLine($"{acts.Count} retweets of ../shared/data/coortweet-coordination; reference: {known.Count} pairs of {accounts.Count} accounts that met at least twice within 60 s.");
        Console.WriteLine("| method | pairs | precision | recall | accounts: precision | recall | pairs in shuffled times |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (int least in (int[])[2, 3, 5])
            Print($"co-retweet of {least} posts or more, whenever", Meetings(acts, least, long.MaxValue), Meetings(decoy, least, long.MaxValue).Count);
        Print("met twice within 60 s (the reference itself)", known, Meetings(decoy, 2, WindowMs).Count);
        foreach (double q in (double[])[0.01, 0.05, 0.2])
            Print(string.Create(CultureInfo.InvariantCulture, $"pods, q <= {q}"), Found(acts, q), Found(decoy, q).Count);

        void Print(string name, HashSet<(int, int)> found, int inDecoy)
        {
            HashSet<int> who = [.. found.SelectMany(pair => (int[])[pair.Item1, pair.Item2])];
            double hits = found.Count(known.Contains), people = who.Count(accounts.Contains);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {name} | {found.Count} | {hits / Math.Max(1, found.Count):0.000} | {hits / known.Count:0.000} | {people / Math.Max(1, who.Count):0.000} | {people / accounts.Count:0.000} | {inDecoy} |"));
        }
    }

    private static HashSet<(int, int)> Found(List<(int, int, long)> acts, double q) =>
        [.. PodDetector.Find(acts, WindowMs, q).Select(pair => (pair.First, pair.Second))];

    /// <summary>Pairs that acted on so many same objects within the window: counted plainly.</summary>
    private static HashSet<(int, int)> Meetings(List<(int Account, int Object, long TimeMs)> acts, int least, long windowMs)
    {
        Dictionary<(int, int), int> counts = [];
        foreach (var group in acts.GroupBy(act => act.Object))
        {
            (int Account, long TimeMs)[] firsts = [.. group.GroupBy(act => act.Account).Select(own => (own.Key, own.Min(act => act.TimeMs))).OrderBy(act => act.Item2)];
            for (int i = 0; i < firsts.Length; i++)
            {
                for (int j = i + 1; j < firsts.Length && firsts[j].TimeMs - firsts[i].TimeMs <= windowMs; j++)
                {
                    (int, int) pair = (Math.Min(firsts[i].Account, firsts[j].Account), Math.Max(firsts[i].Account, firsts[j].Account));
                    counts[pair] = counts.GetValueOrDefault(pair) + 1;
                }
            }
        }

        return [.. counts.Where(one => one.Value >= least).Select(one => one.Key)];
    }

    /// <summary>Who retweeted what stays; when is dealt anew among the retweeters of each post.</summary>
    private static List<(int, int, long)> Shuffled(List<(int Account, int Object, long TimeMs)> acts, Random random)
    {
        List<(int, int, long)> shuffled = [];
        foreach (var group in acts.GroupBy(act => act.Object))
        {
            (int Account, int Object, long TimeMs)[] own = [.. group];
            long[] times = [.. own.Select(act => act.TimeMs)];
            random.Shuffle(times);
            shuffled.AddRange(own.Select((act, i) => (act.Account, act.Object, times[i])));
        }

        return shuffled;
    }

    private static List<(int, int, long)> Load()
    {
        string shared = Environment.GetEnvironmentVariable("HOULE_SHARED") is { Length: > 0 } given ? given : "../shared";
        using StreamReader reader = new(new GZipStream(
            File.OpenRead(Path.Combine(shared, "data/coortweet-coordination/russian_coord_retweets_2021.csv.gz")), CompressionMode.Decompress));
        Dictionary<string, int> accounts = [], objects = [];
        List<(int, int, long)> acts = [];
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            string[] row = line.Split(',');
            acts.Add((Number(accounts, row[1]), Number(objects, row[3]), long.Parse(row[0], CultureInfo.InvariantCulture) * 1000));
        }

        return acts;

        static int Number(Dictionary<string, int> names, string name)
        {
            if (!names.TryGetValue(name, out int number)) names[name] = number = names.Count;
            return number;
        }
    }
}
