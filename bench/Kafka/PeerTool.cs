using System.Diagnostics;

namespace Houle.Bench.Kafka;

/// <summary>The Kafka Streams peer of ../shared/peer on a bench's broker.</summary>
internal sealed class PeerTool(BenchBroker broker)
{
    private static readonly string Schema = Path.Combine(BenchBroker.Root, "schemas", "Mention.avsc");

    public async Task<string> Do(string command, string topic, params string[] more)
    {
        using Process process = Start(command, topic, more);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"peer {command}: {await errors}");
    }

    /// <summary>Lines of windows that start before a time; of the truth, or of what the peer wrote.</summary>
    public async Task<List<string>> Lines(string command, string topic, long beforeMs, params string[] more)
    {
        string file = Path.Combine(broker.Folder, "lines");
        await Do(command, topic, ["--before-ms", $"{beforeMs}", "--lines", file, .. more]);
        return [.. await File.ReadAllLinesAsync(file)];
    }

    /// <summary>The topology in a process of its own, until it is told to end; what it prints is dropped.</summary>
    public Process Run(string topic, string app, string windows)
    {
        Process engine = Start("run", topic, ["--app", app, "--threads", "2", "--out", windows, "--state-dir", Path.Combine(broker.Folder, "peer-state")]);
        engine.ErrorDataReceived += (_, _) => { };
        engine.OutputDataReceived += (_, _) => { };
        engine.BeginErrorReadLine();
        engine.BeginOutputReadLine();
        return engine;
    }

    private Process Start(string command, string topic, string[] more) => Process.Start(
        new ProcessStartInfo(
            "bash",
            [Path.Combine(BenchBroker.Shared, "peer", "peer"), command, "--servers", broker.Bootstrap, "--topic", topic, "--schema", Schema, .. more])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}
