using System.Diagnostics;
using System.Globalization;

namespace Houle.Bench.Kafka;

/// <summary>What a running process has used so far, from /proc.</summary>
internal static class EngineProcess
{
    public static long PeakMb(Process process)
    {
        string? line = File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line.AsSpan(6, line.Length - 9).Trim(), CultureInfo.InvariantCulture) / 1024;
    }

    public static double CpuSeconds(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime.TotalSeconds;
    }
}
