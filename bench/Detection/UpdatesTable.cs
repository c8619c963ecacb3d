using System.Globalization;
using Houle.Bench.Detection.Simulation;
using Houle.Detection.Bursts;

namespace Houle.Bench.Detection;

/// <summary>Key updates a second of processor time on one thread, bytes a key, bytes allocated an update.</summary>
internal static class UpdatesTable
{
    private const int Start = 25_000_000 / 10080 * 10080, PerMinute = 20_000;
    private const double Skew = 1.5, Doubled = 0.05;

    public static void Print(IEnumerable<int> sizes, int hours)
    {
        Console.WriteLine($"| keys of the cell | updates a minute | million updates a CPU second, best of {hours} hours | keys reported a minute | bytes a key, index and spare rows included | bytes allocated an update |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (int keys in sizes) Measure(keys, hours);
    }

    private static void Measure(int keys, int hours)
    {
        Chance chance = new(1);
        CellDetector detector = new(new BurstOptions { KeysMax = Math.Max(keys, 1 << 20), SilentDays = 1, LearningDays = 1 });

        // Some days of coarse history at the same rates admit every key and give it a baseline; then hours of minutes are timed,
        // each with the closing of one hour for every key that it has.
        double[] seen = Chances(keys, Math.Min(PerMinute, keys / 2));
        int[] order = [.. Enumerable.Range(0, keys).OrderBy(Mix)];
        for (int hour = 0; hour < 60; hour += 5) detector.Tick(Start + (hour * 60), Coarse(chance, order, seen, isFirst: hour == 0));
        KeyMinute[][] minutes = [.. Enumerable.Range(0, 60).Select(_ => Draw(chance, order, seen))];
        int minute = Start + (60 * 60);
        double best = 0;
        long allocated = 0, updates = 0, reported = 0;
        for (int round = 0; round < hours + 2; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread(), count = 0;
            TimeSpan start = Environment.CpuUsage.TotalTime;
            foreach (KeyMinute[] minuteKeys in minutes)
            {
                int reports = detector.Tick(minute++, minuteKeys).Length;
                if (round > 1) reported += reports;
                count += minuteKeys.Length;
            }

            if (round < 2) continue; // the first compile and grow
            best = Math.Max(best, count / (Environment.CpuUsage.TotalTime - start).TotalSeconds);
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            updates += count;
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {keys} | {minutes[0].Length} | {best / 1e6:0.0} | {reported / (60.0 * hours):0} | {(double)detector.KeyBytes / detector.Keys:0} | {(double)allocated / updates:0.0000} |"));
    }

    /// <summary>Chance of each key to be seen in a minute: some far more often than others, together as many as wanted.</summary>
    private static double[] Chances(int keys, int wanted)
    {
        double low = 0, high = 100.0 * wanted;
        var chances = new double[keys];
        for (int step = 0; step < 50; step++)
        {
            double draws = (low + high) / 2, sum = 0;
            for (int i = 0; i < keys; i++)
            {
                double density = Math.Pow((i + 1) / (double)keys, (1 / Skew) - 1) / (Skew * keys);
                sum += chances[i] = 1 - Math.Exp(-draws * density);
            }

            if (sum < wanted) low = draws;
            else high = draws;
        }

        return chances;
    }

    /// <summary>Five hours of such minutes in one, with about their noise; the first has three creators of each key.</summary>
    private static KeyMinute[] Coarse(Chance chance, int[] order, double[] seen, bool isFirst)
    {
        List<KeyMinute> all = new(order.Length);
        foreach (int i in order)
        {
            long count = chance.Poisson(300 * seen[i] * (1 + Doubled));
            if (isFirst) count = Math.Max(3, count);
            if (count > 0) all.Add(new KeyMinute(Mix(i), count, count * 1_000_000));
        }

        return [.. all];
    }

    private static KeyMinute[] Draw(Chance chance, int[] order, double[] seen)
    {
        List<KeyMinute> drawn = [];
        foreach (int i in order)
        {
            if (chance.Uniform() < seen[i]) drawn.Add(new KeyMinute(Mix(i), chance.Uniform() < Doubled ? 2 : 1, 1_000_000));
        }

        return [.. drawn];
    }

    private static ulong Mix(int i) => ((ulong)i * 0x9E3779B97F4A7C15) ^ 0x5555;
}
