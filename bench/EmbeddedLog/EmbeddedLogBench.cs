using System.Globalization;
using Houle.Streams.Embedded;
using Houle.Streams.Log;
using Houle.Streams.Log.Memory;

namespace Houle.Bench;

/// <summary>Measures the embedded log beside what bounds it: memory, the bare disk, and blobs in SQLite.</summary>
/// <remarks>bench embedded [--dir DIR] [--mib N]: DIR must be on the disk to be measured; N of values are written.</remarks>
internal static class EmbeddedLogBench
{
    private const int Partitions = 4;

    public static Task<int> Run(string[] args)
    {
        string parent = Option(args, "--dir") ?? Path.GetTempPath();
        long bytes = long.Parse(Option(args, "--mib") ?? "512", CultureInfo.InvariantCulture) << 20;
        string folder = Path.Combine(parent, $"houle-bench-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        try
        {
            using (MemoryLog warm = new(TimeProvider.System))
                LogRun.AppendAndRead(null, warm, Partitions, 64 << 20, 100, 1 << 20);
            using (EmbeddedLog warm = EmbeddedLog.Open(Path.Combine(folder, "warm"), TimeProvider.System))
                LogRun.AppendAndRead(null, warm, Partitions, 64 << 20, 100, 1 << 20);
            Print("what", "value B", "batch KiB", "MB/s", "records/s", "commits/s", "B alloc/rec");
            Print("---", "---", "---", "---", "---", "---", "---");
            BareDisk.Run(Path.Combine(folder, "bare"), bytes, commitBytes: 1 << 20);
            SqliteBlobs.Run(Path.Combine(folder, "blobs.db"), bytes / 4, valueBytes: 200, commitBytes: 1 << 20);
            foreach (int valueBytes in (int[])[100, 200, 1000])
            {
                using MemoryLog memory = new(TimeProvider.System);
                LogRun.AppendAndRead("memory", memory, Partitions, bytes / 2, valueBytes, commitBytes: 1 << 20);
            }
            foreach ((int valueBytes, int commitBytes) in ((int, int)[])[(100, 1 << 20), (200, 1 << 20), (200, 4 << 20), (1000, 1 << 20)])
            {
                string log = Path.Combine(folder, $"log-{valueBytes}-{commitBytes}");
                using (EmbeddedLog embedded = EmbeddedLog.Open(log, TimeProvider.System))
                    LogRun.AppendAndRead("embedded", embedded, Partitions, bytes, valueBytes, commitBytes);
                LogRun.Reopen(log);
                Directory.Delete(log, recursive: true);
            }
            // The same in turn, so that the ratio stands on a busy machine too.
            foreach (int flushesAtOnce in (int[])[1, 8, 1, 8])
            {
                EmbeddedLogOptions options = new() { FlushesAtOnceMax = flushesAtOnce };
                using EmbeddedLog embedded = EmbeddedLog.Open(Path.Combine(folder, "small"), TimeProvider.System, options);
                LogRun.SmallCommits(embedded, flushesAtOnce, Partitions, threads: 1, seconds: 2);
                LogRun.SmallCommits(embedded, flushesAtOnce, Partitions, threads: 8, seconds: 2);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        return Task.FromResult(0);
    }

    public static void Print(params ReadOnlySpan<string> cells)
    {
        Console.Write("|");
        foreach (string cell in cells) Console.Write($" {cell} |");
        Console.WriteLine();
    }

    /// <summary>One row; none for a run that only warms up.</summary>
    public static void Print(
        string? what, int valueBytes, int commitBytes, double seconds, long bytes, long records, long commits, double allocated)
    {
        if (what is null) return;
        Print(
            what, $"{valueBytes}", $"{commitBytes >> 10}", $"{bytes / seconds / 1e6:F0}", $"{records / seconds:N0}",
            commits == 0 ? "" : $"{commits / seconds:N0}", $"{allocated / Math.Max(1, records):F3}");
    }

    private static string? Option(string[] args, string name)
    {
        int at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
    }
}
