using Houle.Detection.Bursts;
using Houle.Detection.Numerics;

namespace Houle.Bench.Detection.Simulation;

/// <summary>A score above the ordinary: which key, when, how much, and on which planted burst (none: a false alarm).</summary>
internal readonly record struct Scored(int Key, int Minute, double Score, Planted? Burst);

/// <summary>The usual ways to find what is trending, on the hours of the same made cell. Each gives a score; a threshold makes
/// alerts of it.</summary>
internal sealed class Rivals
{
    public static readonly string[] Names = ["Houle", "Poisson threshold", "z-score", "day-over-day ratio", "cycle-corrected Poisson"];

    private const int Memory = 14 * 24;

    private readonly ushort[][] _hours;
    private readonly ILookup<int, Planted> _planted;
    private readonly int _start;
    private int _hour;

    public Rivals(MadeCell cell)
    {
        _start = cell.Start;
        _planted = cell.Bursts.ToLookup(burst => burst.Key);
        _hours = [.. Enumerable.Range(0, cell.KeyCount).Select(_ => new ushort[((cell.End - cell.Start) / 60) + 1])];
        Scores = [.. Names.Select(_ => new List<Scored>())];
    }

    public List<Scored>[] Scores { get; }

    public void See(int minute, ReadOnlySpan<KeyMinute> keys, bool isTest)
    {
        int hour = (minute - _start) / 60;
        if (hour != _hour)
        {
            if (isTest) ScoreHour(_hour);
            _hour = hour;
        }

        foreach (ref readonly KeyMinute seen in keys) _hours[(int)seen.Key - 1][hour] += (ushort)seen.Creators;
    }

    private void ScoreHour(int hour)
    {
        int minute = _start + (hour * 60) + 59;
        for (int key = 0; key < _hours.Length; key++)
        {
            ushort[] counts = _hours[key];
            double y = counts[hour];
            if (y < 2) continue;
            double sum = 0, squares = 0, sameHour = 0;
            for (int h = hour - Memory; h < hour; h++)
            {
                sum += counts[h];
                squares += counts[h] * counts[h];
            }

            for (int day = 1; day <= 14; day++) sameHour += counts[hour - (24 * day)];
            double mean = (sum + 0.5) / Memory, deviation = Math.Sqrt(Math.Max(1e-3, (squares / Memory) - (sum / Memory * (sum / Memory))));
            if (y <= mean) continue;
            Planted? burst = BurstTrial.Truth(_planted, key, minute);
            Add(1, -Math.Log10(Math.Max(1e-300, CountTail.MidP(y, mean, 1))));
            Add(2, (y - mean) / deviation);
            Add(3, (y + 1) / (counts[hour - 24] + 1));

            // The mean of the same hour of fourteen days, and the distance in units of its Poisson interval (99.9%).
            double cycle = (sameHour + 0.5) / 14;
            Add(4, (y - cycle) / Math.Max(1, CountQuantile.Of(0.999, cycle, 1) - cycle));

            void Add(int rival, double score) => Scores[rival].Add(new Scored(key, minute, score, burst));
        }
    }

    /// <summary>Alerts at a threshold: a key that has one gets no other for a day.</summary>
    /// <returns>False alerts, and the bursts found within two hours.</returns>
    public static (int False, HashSet<Planted> Found) At(IEnumerable<List<Scored>> runs, double threshold)
    {
        int wrong = 0;
        HashSet<Planted> found = [];
        Dictionary<int, int> last = [];
        foreach (List<Scored> run in runs)
        {
            last.Clear();
            foreach (Scored scored in run)
            {
                if (scored.Score < threshold) continue;
                if (last.TryGetValue(scored.Key, out int before) && scored.Minute - before < 1440 && scored.Burst is null) continue;
                last[scored.Key] = scored.Minute;
                if (scored.Burst is null) wrong++;
                else if (scored.Minute < scored.Burst.StartMinute + 120) found.Add(scored.Burst);
            }
        }

        return (wrong, found);
    }
}
