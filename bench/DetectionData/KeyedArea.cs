using System.Globalization;
using Houle.Detection.Bursts;

namespace Houle.Bench.DetectionData;

/// <summary>The burst detector on real keyed data, beside a plain volume threshold that is allowed as many alerts elsewhere.</summary>
internal static class KeyedArea
{
    private const int RestMinutes = 1440;

    public static Area Area { get; } = new("realbursts", "bursts of keys in real data with known events, beside a volume threshold at equal false alerts [--list]", Run);

    private static Task<int> Run(string[] args)
    {
        Console.WriteLine("| set | cells, keys, days under test | events | Houle: found, median delay | alerts elsewhere, a day | threshold: found, median delay | alerts elsewhere, a day |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (KeyedSet set in KeyedSets.All())
        {
            List<Loud> hours = [];
            (List<Loud> alerts, double days, int cells, int keys) = Detect(set, hours);
            if (args.Contains("--list")) alerts.ForEach(one => Console.WriteLine($"{DateTime.UnixEpoch.AddMinutes(one.Minute):s} {one.Cell} {one.Key}"));
            int allowed = Elsewhere(set, alerts).Count;
            double[] scores = [.. hours.Select(one => one.Score).Distinct().Order()];
            int low = 0, high = scores.Length - 1; // the lowest threshold with no more alerts elsewhere
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (Elsewhere(set, Above(hours, scores[middle])).Count <= allowed) high = middle;
                else low = middle + 1;
            }

            List<Loud> rule = Above(hours, scores[low]);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {set.Name} | {cells}, {keys:#,0}, {days:0} | {set.Events.Length} | {Found(set, alerts)} | {allowed}, {allowed / days:0.00} | {Found(set, rule)} (from {scores[low]:0} an hour) | {Elsewhere(set, rule).Count}, {Elsewhere(set, rule).Count / days:0.00} |"));
        }

        return Task.FromResult(0);
    }

    /// <summary>Plays the rows; time under test is that of a cell after its days of learning, while it is heard of.</summary>
    private static (List<Loud> Alerts, double Days, int Cells, int Keys) Detect(KeyedSet set, List<Loud> hours)
    {
        BurstOptions options = new() { LearningDays = set.LearningDays, SilentDays = Math.Min(2, set.LearningDays), StepMinutes = set.StepMinutes };
        Dictionary<string, (int Number, CellDetector Detector)> cells = [];
        Dictionary<string, ulong> numbers = [];
        List<string> names = [];
        AlertSelector selector = new(new SelectorOptions());
        List<Loud> alerts = [];
        Dictionary<(string, string), Queue<(int Minute, long Count)>> lastHour = [];
        HashSet<(string, int)> days = [];
        foreach (var minute in set.Rows.GroupBy(row => row.Minute).OrderBy(group => group.Key))
        {
            selector.Begin(minute.Key);
            List<string> touched = [.. minute.Select(row => row.Cell).Distinct().Order(StringComparer.Ordinal)];
            foreach (string name in touched)
            {
                if (!cells.ContainsKey(name)) cells[name] = (cells.Count, new CellDetector(options));
                (int number, CellDetector detector) = cells[name];
                List<KeyMinute> keys = [];
                foreach (var key in minute.Where(row => row.Cell == name).GroupBy(row => row.Key))
                {
                    long count = key.Sum(row => row.Count);
                    if (numbers.TryAdd(key.Key, (ulong)numbers.Count + 1)) names.Add(key.Key);
                    if (count > 0) keys.Add(new KeyMinute(numbers[key.Key], count, count * 1_000_000));
                }

                keys.Sort((a, b) => a.Key.CompareTo(b.Key));
                ReadOnlySpan<BurstReport> reports = detector.Tick(minute.Key, [.. keys]);
                selector.Add(number, detector.Tests, !detector.IsLearning, reports);
                if (detector.IsLearning) continue;
                days.Add((name, minute.Key / 1440));
                foreach (KeyMinute key in keys) hours.Add(Hour(lastHour, minute.Key, name, names[(int)key.Key - 1], key.Creators));
            }

            foreach (TrendOutcome outcome in selector.End())
            {
                if (outcome.HasOpened) alerts.Add(new Loud(minute.Key, cells.First(cell => cell.Value.Number == outcome.Cell).Key, names[(int)outcome.Key - 1], 0));
            }
        }

        return (alerts, days.Count, cells.Count, numbers.Count);
    }

    private static Loud Hour(Dictionary<(string, string), Queue<(int Minute, long Count)>> lastHour, int minute, string cell, string key, long count)
    {
        if (!lastHour.TryGetValue((cell, key), out var queue)) lastHour[(cell, key)] = queue = [];
        queue.Enqueue((minute, count));
        while (queue.Peek().Minute <= minute - 60) queue.Dequeue();
        return new Loud(minute, cell, key, queue.Sum(one => one.Count));
    }

    /// <summary>Alerts of a threshold on the last hour, one a key and day.</summary>
    private static List<Loud> Above(List<Loud> hours, double threshold)
    {
        Dictionary<(string, string), int> last = [];
        List<Loud> alerts = [];
        foreach (Loud hour in hours)
        {
            if (hour.Score < threshold || (last.TryGetValue((hour.Cell, hour.Key), out int before) && hour.Minute - before < RestMinutes)) continue;
            last[(hour.Cell, hour.Key)] = hour.Minute;
            alerts.Add(hour);
        }

        return alerts;
    }

    private static bool IsOn((string Cell, string Key, int Minute, int Length) one, Loud alert) =>
        alert.Cell == one.Cell && (one.Key.Length == 0 || alert.Key == one.Key) && alert.Minute >= one.Minute && alert.Minute <= one.Minute + one.Length;

    private static List<Loud> Elsewhere(KeyedSet set, List<Loud> alerts) => [.. alerts.Where(alert => !set.Events.Any(one => IsOn(one, alert)))];

    private static string Found(KeyedSet set, List<Loud> alerts)
    {
        int[] delays = [.. set.Events.Where(one => alerts.Any(alert => IsOn(one, alert)))
            .Select(one => alerts.Where(alert => IsOn(one, alert)).Min(alert => alert.Minute) - one.Minute).Order()];
        return delays.Length == 0 ? "0" : string.Create(CultureInfo.InvariantCulture, $"{delays.Length}, {delays[delays.Length / 2]} min");
    }
}
