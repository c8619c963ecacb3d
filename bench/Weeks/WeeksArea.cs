using System.Diagnostics;
using System.Globalization;
using Houle.Bench.Detection;
using Houle.Events;
using Houle.Simulation;
using Houle.Simulation.Scenarios;
using Houle.Simulation.Scoring;
using Houle.Streams.Alerts;
using Houle.Streams.Log;
using Houle.Streams.Log.Memory;
using Houle.Streams.Runtime;
using Houle.Streams.Topology;

namespace Houle.Bench.Weeks;

/// <summary>Simulated weeks through the whole topology: which planted events open an alert and when, and how many alerts are false.</summary>
internal static class WeeksArea
{
    private static readonly double[] SigmaBounds = [5, 10, 20, double.PositiveInfinity];

    public static Area Area { get; } = new(
        "weeks", "simulated weeks to alerts: planted events caught by size, delay, false discoveries, [--scenario FILE] [--seeds N] [--first N] [--percent Q] [--joined] [--verbose]", Run);

    private static Task<int> Run(string[] args)
    {
        string file = Text(args, "--scenario", "scenarios/week-in-liege.yaml");
        ScenarioLoad load = ScenarioFile.Load(file);
        Scenario scenario = load.Scenario ?? throw new InvalidOperationException(string.Join('\n', load.Errors));
        int seeds = Number(args, "--seeds", 10), first = Number(args, "--first", 1);
        DetectionOptions detection = new() { FalseDiscoveryPercent = Number(args, "--percent", 5) };
        bool joined = args.Contains("--joined");
        List<AlertScore> scores = [];
        CheckpointCost? cost = null;
        Stopwatch watch = Stopwatch.StartNew();
        for (int seed = first; seed < first + seeds; seed++)
        {
            (SimulationReport report, List<AlertRecord> alerts) = RunWeek(scenario, (ulong)seed, detection, joined, ref cost);
            AlertScore score = AlertScore.Of(scenario, report.Truth, alerts);
            scores.Add(score);
            Console.Error.WriteLine($"seed {seed}: caught {score.Caught} of {score.Planted}, {score.False.Count} of {score.Opened} alerts false");
            if (args.Contains("--verbose")) Tell(score, alerts);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{scenario.Name}, seeds {first} to {first + seeds - 1}, {detection.FalseDiscoveryPercent}% aimed at, {watch.Elapsed.TotalSeconds / seeds:0} s a seed"));
        PrintCaught(scores);
        PrintFalse(scores);
        if (joined) PrintCarried(scores);
        PrintSegments(scores);
        Console.WriteLine(cost);
        return Task.FromResult(0);
    }

    private static (SimulationReport Report, List<AlertRecord> Alerts) RunWeek(
        Scenario scenario, ulong seed, DetectionOptions detection, bool joined, ref CheckpointCost? cost)
    {
        TopologyOptions topology = new()
        {
            Streams = joined ? [.. StreamOptions.Defaults.Take(4)] : [StreamOptions.Defaults[0]], Detection = detection,
            Signals = joined ? new SignalOptions { Cities = scenario.Stores.Select(store => store.City).ToHashSet(StringComparer.Ordinal) } : null,
        };
        using MemoryLog log = new(TimeProvider.System);
        foreach (TopicDefinition topic in HouleTopology.Topics(topology)) log.EnsureTopic(topic);
        SimulationReport report = WeekLog.Fill(log, topology, scenario, seed);
        IReadOnlyList<IStreamTask> tasks = HouleTopology.Tasks(topology);
        TaskLoop loop = new(log, new RuntimeOptions(), "weeks", tasks, new StreamTimeBoard(), TimeProvider.System);
        while (loop.Step())
        {
            // Until the log's end.
        }

        cost ??= CheckpointCost.Of(log, topology, tasks);
        List<AlertRecord> alerts = [];
        log.Scan(new TopicPartition(TopicNames.Alerts, 0), (scoped in RecordView record) => alerts.Add(AlertCodec.Read(record.Value)));
        return (report, alerts);
    }

    private static void PrintCaught(List<AlertScore> scores)
    {
        Console.WriteLine("| planted event's size, sigma | planted | caught | 95% interval | median delay from its start, minutes |");
        Console.WriteLine("|---|---|---|---|---|");
        double from = 0;
        foreach (double to in SigmaBounds)
        {
            List<double?> delays = [.. scores.SelectMany(score => score.Events).Where(e => e.Event.Sigma > 0 && e.Event.Sigma >= from && e.Event.Sigma < to).Select(e => e.DelayMinutes)];
            double[] caught = [.. delays.OfType<double>().Order()];
            (double low, double high) = FalseDiscoveryTable.Wilson(caught.Length, delays.Count);
            string size = double.IsInfinity(to) ? $"{from} and more" : $"{from} to {to}";
            if (delays.Count > 0)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {size} | {delays.Count} | {caught.Length} ({100.0 * caught.Length / delays.Count:0.0}%) | {low:0.0%} to {high:0.0%} | {(caught.Length == 0 ? "" : $"{caught[caught.Length / 2]:0}")} |"));
            from = to;
        }
    }

    /// <summary>The mean of the weeks' proportions is what is controlled; its interval is by weeks, not by alerts.</summary>
    private static void PrintFalse(List<AlertScore> scores)
    {
        double mean = scores.Average(score => score.FalseDiscoveryProportion);
        double variance = scores.Sum(score => Math.Pow(score.FalseDiscoveryProportion - mean, 2)) / Math.Max(1, scores.Count - 1);
        double error = 1.96 * Math.Sqrt(variance / scores.Count);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"alerts opened {scores.Sum(score => score.Opened)}, false {scores.Sum(score => score.False.Count)}; false-discovery proportion of a week {mean:0.0%}, 95% interval {Math.Max(0, mean - error):0.0%} to {mean + error:0.0%}"));
    }

    /// <summary>Of the planted swells that carry a product and were caught, how many alerts came to say so.</summary>
    private static void PrintCarried(List<AlertScore> scores)
    {
        int caught = 0, all = 0;
        List<double> after = [];
        foreach (AlertScore score in scores)
        {
            foreach ((PlantedEvent planted, _, double? told) in score.Carried)
            {
                double? opened = score.Events.FirstOrDefault(one => one.Event == planted).DelayMinutes;
                all++;
                if (opened is not null) caught++;
                if (opened is { } at && told is { } minutes) after.Add(minutes - at);
            }
        }

        after.Sort();
        (double low, double high) = FalseDiscoveryTable.Wilson(after.Count, caught);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"products carried by a planted sound, hashtag or challenge: {all}, of which the carrier opened an alert {caught}; of these the product was told with advice {after.Count} ({low:0.0%} to {high:0.0%}), median {(after.Count == 0 ? 0 : after[after.Count / 2]):0} and at most {(after.Count == 0 ? 0 : after[^1]):0} minutes of event time after it opened"));
    }

    /// <summary>Of the planted swells of one segment that were caught, how many alerts came to say so; and which say it of others.</summary>
    private static void PrintSegments(List<AlertScore> scores)
    {
        int planted = scores.Sum(score => score.Segments.Count);
        if (planted == 0) return;
        int caught = scores.Sum(score => score.Segments.Count(one => score.Events.Any(e => e.Event == one.Event && e.DelayMinutes is not null)));
        double[] told = [.. scores.SelectMany(score => score.Segments).Select(one => one.DelayMinutes).OfType<double>().Order()];
        int others = scores.Sum(score => score.WithoutSegment), wrong = scores.Sum(score => score.FalseSegments.Count);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"planted swells of one segment: {planted}, of which {caught} opened an alert; the segment was told {told.Length} times, median {(told.Length == 0 ? 0 : told[told.Length / 2]):0} minutes from the start; of {others} alerts without one, or with another, {wrong} claim one"));
    }

    private static void Tell(AlertScore score, List<AlertRecord> alerts)
    {
        foreach ((PlantedEvent planted, double? delay) in score.Events)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {planted.Id} {planted.Cities[0]} sigma {planted.Sigma:0}: {(delay is null ? "missed" : $"{delay:0} min")}"));
        foreach ((PlantedEvent planted, string product, double? delay) in score.Carried)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {planted.Id} {planted.Cities[0]} carries {product}: {(delay is null ? "not told" : $"told after {delay:0} min")}"));
        foreach ((PlantedEvent planted, double? delay) in score.Segments)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {planted.Id} {planted.Cities[0]} of {planted.Segment}: {(delay is null ? "not told" : $"told after {delay:0} min")}"));
        foreach (AlertRecord alert in score.FalseSegments) Console.WriteLine($"  claims a segment: {alert.Cell} {alert.SentenceEn}");
        foreach (AlertRecord alert in alerts.Where(alert => alert.State == AlertState.Opened || alert.Do.Count > 0))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {DateTimeOffset.FromUnixTimeMilliseconds(alert.UpdatedAtMs):MM-dd HH:mm} {alert.Cell} severity {alert.Severity} p {alert.Evidence.P:g3}: {alert.SentenceEn}{(score.False.Contains(alert) ? " FALSE" : "")}{Advice(alert)}"));
    }

    private static string Advice(AlertRecord alert)
    {
        if (alert.Do.Count == 0) return "";
        string all = string.Create(
            CultureInfo.InvariantCulture,
            $" [{alert.State} {alert.Revision}: visits {alert.Visits} of {alert.VisitsExpected:0}, {alert.UnitsPerDay:0.0} a day, {alert.DaysOfCover:0.0} days, risk {alert.StockOutRisk:0.00}]");
        return all + string.Concat(alert.Do.Select(store => $"\n      {store.Store} {store.Product} {store.Action} {store.FromStore}: {store.Reason}"));
    }

    private static int Number(string[] args, string name, int value) =>
        int.Parse(Text(args, name, value.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);

    private static string Text(string[] args, string name, string value)
    {
        int at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : value;
    }
}
