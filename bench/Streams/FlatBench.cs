using System.Diagnostics;
using System.Globalization;
using Houle.Streams.Embedded;
using Houle.Streams.Log;
using Houle.Streams.Runtime;
using Houle.Streams.Topology;

namespace Houle.Bench.Streams;

/// <summary>Memory over a growing input: mentions are made and appended to the embedded log as they are counted, so that
/// nothing but the pipeline itself is held.</summary>
internal static class FlatBench
{
    private const int Partitions = 4;

    public static Area Area { get; } = new(
        "flat", "resident memory of the pipeline over 1x and 10x the input, [--count N] [--per-second N] [--dir DIR]", Run);

    private static Task<int> Run(string[] args)
    {
        long count = StreamsBench.Option(args, "--count", 500_000);
        long perSecond = StreamsBench.Option(args, "--per-second", 200);
        int dir = Array.IndexOf(args, "--dir");
        string parent = dir < 0 ? Path.GetTempPath() : args[dir + 1];
        Console.WriteLine("| profile | mentions | minutes of event time | seconds | peak resident MB |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (string profile in (string[])["peer", "full"])
        {
            foreach (long size in (long[])[count, 10 * count]) Measure(profile, size, perSecond, parent);
        }

        return Task.FromResult(0);
    }

    private static void Measure(string profile, long count, long perSecond, string parent)
    {
        string folder = Path.Combine(parent, $"houle-flat-{Environment.ProcessId}");
        try
        {
            using EmbeddedLog log = EmbeddedLog.Open(folder, TimeProvider.System);
            using StreamsRuntime runtime = new(
                log, StreamsBench.Topology(profile), new RuntimeOptions { Threads = 2 }, TimeProvider.System);
            GC.Collect();
            using PeakMemory peak = new();
            Stopwatch watch = Stopwatch.StartNew();
            runtime.Start();
            new MentionLoad(1).Fill(log, TopicNames.Social, Partitions, count, perSecond);
            while (!IsRead(log))
            {
                if (runtime.Completion.IsCompleted) runtime.Completion.GetAwaiter().GetResult();
                log.WaitForCommit(log.Version, TimeSpan.FromMilliseconds(20), default);
            }

            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {profile} | {count} | {count / perSecond / 60.0:0.0} | {watch.Elapsed.TotalSeconds:0.0} | {peak.MegaBytes} |"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool IsRead(EmbeddedLog log)
    {
        foreach ((_, TopicPartition partition, GroupPosition position) in log.Positions)
        {
            if (position.Next < log.Range(partition).End) return false;
        }

        return log.Positions.Count > 0;
    }

    /// <summary>The largest resident set seen since it was made, looked at twenty times a second.</summary>
    private sealed class PeakMemory : IDisposable
    {
        private readonly Timer _timer;
        private long _bytes;

        public PeakMemory() => _timer = new Timer(_ => Look(), null, 0, 50);

        public long MegaBytes => Interlocked.Read(ref _bytes) >> 20;

        public void Dispose() => _timer.Dispose();

        private void Look()
        {
            using Process self = Process.GetCurrentProcess();
            if (self.WorkingSet64 > Interlocked.Read(ref _bytes)) Interlocked.Exchange(ref _bytes, self.WorkingSet64);
        }
    }
}
