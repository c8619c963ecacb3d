using System.Diagnostics;
using Houle.Detection.Series;
using Houle.Detection.Textbook.Iid;
using Houle.Detection.Textbook.SpectralResidual;
using Houle.Detection.Textbook.Ssa;

namespace Houle.Bench.DetectionData;

/// <summary>What a point of a single series costs.</summary>
internal static class SeriesArea
{
    private const int Points = 1_000_000, RoundPoints = 5_000;

    public static Area Area { get; } = new("series", "detectors of one series: points a second, bytes a point", Run);

    private static Task<int> Run(string[] args)
    {
        double[] series = Rhythm(Points);
        Console.WriteLine("| detector | points/s, best round of 5,000 | bytes allocated a point |");
        Console.WriteLine("|---|---|---|");
        var spike = new SpikeDetector();
        Measure("spike", series, value => spike.Next(value).Alert);
        var iidSpike = new IidSpikeDetector(99, 100);
        Measure("IID spike, history 100", series.AsSpan(0, 50_000), value => iidSpike.Next(value).Alert);
        var iidChange = new IidChangePointDetector(99, 100);
        Measure("IID change point, history 100", series.AsSpan(0, 50_000), value => iidChange.Next(value).Alert);
        var ssaSpike = new SsaSpikeDetector(series.AsSpan(0, 400), 99, 100, 48);
        Measure("SSA spike, season 48", series.AsSpan(0, 50_000), value => ssaSpike.Next(value).Alert);
        var srCnn = new SrCnnDetector();
        Measure("spectral residual as it comes, window 64", series.AsSpan(0, 50_000), value => srCnn.Next(value).Alert);
        return Task.FromResult(0);
    }

    private static void Measure(string name, ReadOnlySpan<double> series, Func<double, bool> next)
    {
        foreach (double value in series[..20_000]) next(value);
        double best = double.MaxValue;
        long before = GC.GetAllocatedBytesForCurrentThread();
        // Short rounds: on a busy machine some of them are left alone.
        for (int from = 0; from + RoundPoints <= series.Length; from += RoundPoints)
        {
            long start = Stopwatch.GetTimestamp();
            foreach (double value in series.Slice(from, RoundPoints)) next(value);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Console.WriteLine($"| {name} | {RoundPoints / best:N0} | {(double)allocated / series.Length:0.##} |");
    }

    /// <summary>Days of 288 points with noise and rare spikes, seed 1.</summary>
    internal static double[] Rhythm(int points)
    {
        var random = new Random(1);
        var series = new double[points];
        for (int i = 0; i < points; i++)
            series[i] = 100 + 30 * Math.Sin(i * 2 * Math.PI / 288) + 10 * random.NextDouble() + (random.Next(2000) == 0 ? 200 : 0);
        return series;
    }
}
