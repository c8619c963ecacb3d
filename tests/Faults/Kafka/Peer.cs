using System.Diagnostics;
using System.Globalization;

namespace Houle.Faults.Kafka;

/// <summary>The load generator and the oracle of ../shared/peer: a topic of mentions, and what a perfect engine counts in it.</summary>
internal sealed class Peer(string servers, string topic, string folder)
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(5);

    /// <summary>Start of event time; the minute before it holds what disorder moves back.</summary>
    public const long StartMs = 1_750_000_000_000;

    public static string? Home => Path.Combine(Checkout.SharedFolder, "peer") is var home && File.Exists(Path.Combine(home, "peer")) ? home : null;

    public Task Load(int count, int perSecond, int partitions) => Run(
        "load", "--count", $"{count}", "--per-second", $"{perSecond}", "--partitions", $"{partitions}", "--entities", "2000",
        "--cities", "10", "--start-ms", StartMs.ToString(CultureInfo.InvariantCulture));

    /// <summary>Lines of the windows that start before a time, sorted as text.</summary>
    public async Task<List<string>> Truth(long beforeMs)
    {
        string file = Path.Combine(folder, $"{topic}.truth");
        await Run("truth", "--before-ms", beforeMs.ToString(CultureInfo.InvariantCulture), "--lines", file);
        List<string> lines = [.. await File.ReadAllLinesAsync(file)];
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private async Task Run(string command, params string[] arguments)
    {
        string[] all = [Path.Combine(Home!, "peer"), command, "--servers", servers, "--topic", topic,
            "--schema", Path.Combine(Checkout.Root, "schemas", "Mention.avsc"), .. arguments];
        ProcessStartInfo start = new("bash", all) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PEER_JAVA_OPTS"] = "-Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Bound);
        if (process.ExitCode != 0) throw new InvalidOperationException($"peer {command}: {await errors}; {await output}");
    }
}
