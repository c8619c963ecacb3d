using Houle.Detection.Series;
using Houle.Detection.Textbook.Iid;
using Houle.Detection.Textbook.SpectralResidual;
using Houle.Detection.Textbook.Ssa;

namespace Houle.Bench.DetectionData;

/// <summary>Every detector of single series on real data with known events, beside a plain volume threshold.</summary>
internal static class RealDataArea
{
    private static readonly (string Name, Func<KnownSeries, Func<double, bool>?> Create)[] Detectors =
    [
        ("spike", _ => Of(new SpikeDetector())),
        ("IID spike", _ => Of(new IidSpikeDetector(99.9, 200))),
        ("IID change point", _ => Of(new IidChangePointDetector(99, 100))),
        ("SSA spike", series => Ssa(series, training => Of(new SsaSpikeDetector(training, 99.9, 200, 48)))),
        ("SSA change point", series => Ssa(series, training => Of(new SsaChangePointDetector(training, 99, 100, 48)))),
        ("spectral residual", _ => Of(new SrCnnDetector())),
        ("5 x the day's mean", series => VolumeThreshold((int)Math.Max(10, 1440 / series.StepMinutes))),
    ];

    public static Area Area { get; } = new("realdata", "detectors of single series on real data with known events", Run);

    private static Task<int> Run(string[] args)
    {
        KnownSeries[] all = [.. KnownData.All()];
        Console.WriteLine("| set | series, days | " + string.Join(" | ", Detectors.Select(one => one.Name)) + " |");
        Console.WriteLine("|---|---|" + string.Concat(Enumerable.Repeat("---|", Detectors.Length)));
        foreach (var set in all.GroupBy(series => series.Set))
        {
            string[] cells = [.. Detectors.AsParallel().AsOrdered().Select(detector => Cell([.. set], detector.Create))];
            Console.WriteLine($"| {set.Key} | {set.Count()}, {set.Sum(one => one.Days):0} | {string.Join(" | ", cells)} |");
        }

        return Task.FromResult(0);
    }

    /// <summary>Events found of those known, their median delay, alerts elsewhere a day.</summary>
    private static string Cell(KnownSeries[] set, Func<KnownSeries, Func<double, bool>?> create)
    {
        int known = 0, elsewhere = 0;
        double days = 0;
        var delays = new List<double>();
        foreach (KnownSeries series in set)
        {
            if (create(series) is not { } next) continue;
            int[] alerts = [.. series.Values.Select((value, row) => (Alert: next(value), row)).Where(one => one.Alert).Select(one => one.row)];
            days += series.Days;
            known += series.Events.Length;
            elsewhere += alerts.Count(row => !series.Events.Any(one => row >= one.First && row <= one.Last));
            foreach ((int first, int last) in series.Events)
            {
                int hit = Array.FindIndex(alerts, row => row >= first && row <= last);
                if (hit >= 0) delays.Add((alerts[hit] - first) * series.StepMinutes);
            }
        }

        if (days == 0) return "too short";
        delays.Sort();
        string found = known == 0 ? "" : $"{delays.Count}/{known}, " + (delays.Count == 0 ? "" : Duration(delays[delays.Count / 2]) + ", ");
        return $"{found}{elsewhere / days:0.00}";
    }

    private static string Duration(double minutes) => minutes < 120 ? $"{minutes:0} min" : minutes < 2880 ? $"{minutes / 60:0} h" : $"{minutes / 1440:0} d";

    private static Func<double, bool> Of(SpikeDetector detector) => value => detector.Next(value).Alert;

    private static Func<double, bool> Of(IidSpikeDetector detector) => value => detector.Next(value).Alert;

    private static Func<double, bool> Of(IidChangePointDetector detector) => value => detector.Next(value).Alert;

    private static Func<double, bool> Of(SsaSpikeDetector detector) => value => detector.Next(value).Alert;

    private static Func<double, bool> Of(SsaChangePointDetector detector) => value => detector.Next(value).Alert;

    private static Func<double, bool> Of(SrCnnDetector detector) => value => detector.Next(value).Alert;

    /// <summary>Learns from the first 200 values, without a verdict on them; null where there are fewer than 300.</summary>
    private static Func<double, bool>? Ssa(KnownSeries series, Func<double[], Func<double, bool>> fit)
    {
        if (series.Values.Length < 300) return null;
        Func<double, bool> next = fit(series.Values[..200]);
        int row = 0;
        return value => row++ >= 200 && next(value);
    }

    /// <summary>What a person would write first: at least ten, and five times the mean of the last day; then an hour's rest or ten steps.</summary>
    private static Func<double, bool> VolumeThreshold(int daySteps)
    {
        var day = new Queue<double>();
        double sum = 0;
        int rest = 0;
        return value =>
        {
            bool alert = rest == 0 && day.Count == daySteps && value >= 10 && value >= 5 * sum / daySteps;
            rest = alert ? Math.Max(10, daySteps / 24) : Math.Max(0, rest - 1);
            day.Enqueue(value);
            sum += value;
            if (day.Count > daySteps) sum -= day.Dequeue();
            return alert;
        };
    }
}
