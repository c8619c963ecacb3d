using System.Diagnostics;
using System.Text.Json.Nodes;

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
    public async Task<List<string>> Lines(string command, string topic, long beforeMs)
    {
        string file = Path.Combine(broker.Folder, "lines");
        await Do(command, topic, "--before-ms", $"{beforeMs}", "--lines", file);
        return [.. await File.ReadAllLinesAsync(file)];
    }

    public async Task<JsonNode> Measure(string topic, string group, string output) =>
        JsonNode.Parse(await Do("measure", topic, "--group", group, "--out", output))!;

    public async Task<JsonNode> RunAndMeasure(string topic, string app)
    {
        using Process engine = Start("run", topic, ["--app", app]);
        engine.ErrorDataReceived += (_, _) => { };
        engine.OutputDataReceived += (_, _) => { };
        engine.BeginErrorReadLine();
        engine.BeginOutputReadLine();
        try
        {
            JsonNode measured = await Measure(topic, app, "peer.city-windows");
            measured["peak_mb"] = KafkaBench.PeakMb(engine.Id);
            return measured;
        }
        finally
        {
            using Process stop = Process.Start("kill", $"{engine.Id}");
            await engine.WaitForExitAsync();
        }
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
