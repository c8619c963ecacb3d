using System.Globalization;
using Houle.Bench.Detection.Simulation;
using Houle.Detection.Bursts;

namespace Houle.Bench.Detection;

/// <summary>Key updates a second of processor time on one thread, bytes a key, bytes allocated an update.</summary>
internal static class UpdatesTable
{
    private const int Start = 25_000_000 / 10080 * 10080, PerMinute = 20_000;
    private const double Skew = 1.5;

    public static void Print(IEnumerable<int> sizes)
    {
        Console.WriteLine("| keys of the cell | updates a minute | million updates a CPU second, best of 5 | bytes a key, index and spare rows included | bytes allocated an update |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (int keys in sizes) Measure(keys);
    }

    private static void Measure(int keys)
    {
        var random = new Random(1);
        CellDetector detector = new(new BurstOptions { KeysMax = Math.Max(keys, 1 << 20), SilentDays = 1, LearningDays = 1 });

        // Some days of coarse history at the same rates admit every key and give it a baseline; then minutes are timed.
        int perMinute = Math.Min(PerMinute, keys / 2);
        KeyMinute[] all = [.. Enumerable.Range(1, keys).Select(i => Coarse(i, keys, perMinute)).OrderBy(k => k.Key)];
        for (int hour = 0; hour < 60; hour += 5) detector.Tick(Start + (hour * 60), all);
        KeyMinute[][] minutes = [.. Enumerable.Range(0, 40).Select(_ => Draw(random, keys))];
        int minute = Start + (60 * 60);
        double best = 0;
        long allocated = 0, updates = 0;
        for (int round = 0; round < 6; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread(), count = 0;
            TimeSpan start = Environment.CpuUsage.TotalTime;
            foreach (KeyMinute[] seen in minutes)
            {
                detector.Tick(minute++, seen);
                count += seen.Length;
            }

            if (round == 0) continue; // the first compiles and grows
            best = Math.Max(best, count / (Environment.CpuUsage.TotalTime - start).TotalSeconds);
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            updates += count;
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {keys} | {minutes[0].Length} | {best / 1e6:0.0} | {(double)detector.KeyBytes / detector.Keys:0} | {(double)allocated / updates:0.0000} |"));
    }

    /// <summary>What five hours of the drawn minutes hold of a key in the mean.</summary>
    private static KeyMinute Coarse(int i, int keys, int perMinute)
    {
        double density = Math.Pow(i / (double)keys, (1 / Skew) - 1) / (Skew * keys);
        return new KeyMinute(Mix(i), Math.Max(3, (long)Math.Round(300 * perMinute * Math.Min(density, 1.0 / perMinute))), 3_000_000);
    }

    /// <summary>A minute's keys: some are seen far more often than others.</summary>
    private static KeyMinute[] Draw(Random random, int keys)
    {
        HashSet<int> drawn = [];
        int wanted = Math.Min(PerMinute, keys / 2);
        while (drawn.Count < wanted) drawn.Add(1 + (int)(keys * Math.Pow(random.NextDouble(), Skew)));
        return [.. drawn.Where(i => i <= keys).Select(i => new KeyMinute(Mix(i), 1 + (random.Next(20) == 0 ? 1 : 0), 1_000_000)).OrderBy(k => k.Key)];
    }

    private static ulong Mix(int i) => ((ulong)i * 0x9E3779B97F4A7C15) ^ 0x5555;
}
