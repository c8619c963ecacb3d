using Houle.Detection.Series;

namespace Houle.Bench.DetectionData;

/// <summary>The spike detector on the Numenta Anomaly Benchmark: as committed, and with its rule chosen on the other folders.</summary>
internal static class NabArea
{
    public static Area Area { get; } = new("nab", "the spike detector on ../shared/data/nab: score by folder, and with the rule chosen elsewhere", Run);

    private static Task<int> Run(string[] args)
    {
        NabFile[] files = NabFile.LoadAll(SharedData.Folder("nab"));
        var committed = new SpikeDetectorOptions();
        float[][] evidence = [.. files.AsParallel().AsOrdered().Select(Evidence)];
        SpikeDetectorOptions[] rules = [.. Rules(committed)];
        // Points by rule and file; the last row is what is committed.
        NabPoints[][] points = [.. rules.Append(committed).AsParallel().AsOrdered().Select(rule => Score(files, evidence, rule))];

        Console.WriteLine("| folder | windows | hit | false alarms | score | score with the rule chosen on the other folders |");
        Console.WriteLine("|---|---|---|---|---|---|");
        NabPoints whole = default, unseen = default;
        foreach (string folder in files.Select(file => file.Folder).Distinct())
        {
            NabPoints here = Sum(files, points[^1], file => file.Folder == folder);
            NabPoints[] chosen = points[..^1].MaxBy(rule => Sum(files, rule, file => file.Folder != folder).Score)!;
            NabPoints there = Sum(files, chosen, file => file.Folder == folder);
            (whole, unseen) = (whole + here, unseen + there);
            Console.WriteLine($"| {folder} | {here.Windows} | {here.Hits} | {here.FalseAlarms} | {here.Score:0.00} | {there.Score:0.00} |");
        }

        Console.WriteLine($"| all | {whole.Windows} | {whole.Hits} | {whole.FalseAlarms} | {whole.Score:0.00} | {unseen.Score:0.00} |");
        double[] all = [.. points[..^1].Select(rule => Sum(files, rule, _ => true).Score).Order()];
        Console.WriteLine($"\nOver all {all.Length} rules tried: median {all[all.Length / 2]:0.00}, best {all[^1]:0.00}.");
        return Task.FromResult(0);
    }

    private static float[] Evidence(NabFile file)
    {
        // score = evidence / (evidence + threshold), turned back; with a threshold out of reach there is no alert, so no rest that halves it.
        var detector = new SpikeDetector(new SpikeDetectorOptions { Threshold = 1e6 });
        return Array.ConvertAll(file.Values, value =>
        {
            double score = detector.Next(value).Score;
            return (float)(1e6 * score / (1 - score));
        });
    }

    private static NabPoints[] Score(NabFile[] files, float[][] evidence, SpikeDetectorOptions options)
    {
        var points = new NabPoints[files.Length];
        for (int f = 0; f < files.Length; f++)
        {
            var rule = new AlertRule(options);
            var isAlert = new bool[evidence[f].Length];
            for (int row = 0; row < isAlert.Length; row++) isAlert[row] = rule.Next(evidence[f][row], row + 1).Alert;
            points[f] = files[f].Score(row => isAlert[row]);
        }

        return points;
    }

    private static NabPoints Sum(NabFile[] files, NabPoints[] points, Func<NabFile, bool> use)
    {
        NabPoints sum = default;
        for (int f = 0; f < files.Length; f++)
        {
            if (use(files[f])) sum += points[f];
        }

        return sum;
    }

    private static IEnumerable<SpikeDetectorOptions> Rules(SpikeDetectorOptions committed) =>
        from threshold in Enumerable.Range(0, 17)
        from share in (double[])[0.02, 0.03, 0.04, 0.05]
        select committed with { Threshold = 1.1 + 0.05 * threshold, RestShare = share };
}
