using System.Diagnostics;

namespace Houle.Bench.Kafka;

/// <summary>The real broker of ../shared/kafka (HOULE_SHARED), in a temporary folder, for as long as a bench runs.</summary>
internal sealed class BenchBroker : IDisposable
{
    private const int Port = 39092;

    private readonly Process _process;

    private BenchBroker(Process process, string folder) => (_process, Folder) = (process, folder);

    public static string Root { get; } = FindRoot();

    public static string Shared { get; } =
        Environment.GetEnvironmentVariable("HOULE_SHARED") is { Length: > 0 } given ? given : Path.GetFullPath(Path.Combine(Root, "..", "shared"));

    public string Folder { get; }

    public Process Process => _process;

    public string Bootstrap => $"127.0.0.1:{Port}";

    public static BenchBroker Start()
    {
        string folder = Directory.CreateTempSubdirectory("houle-bench-kafka-").FullName;
        Process process = Process.Start(new ProcessStartInfo(
            "bash", [Path.Combine(Shared, "kafka", "start"), Path.Combine(folder, "broker"), $"{Port}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        while (process.StandardError.ReadLine() is { } line && !line.Contains("Kafka Server started", StringComparison.Ordinal))
        {
            // Until it is ready.
        }

        _ = process.StandardError.ReadToEndAsync(); // drained to its end
        BenchBroker broker = new(process, folder);
        if (!process.HasExited) return broker;
        broker.Dispose();
        throw new InvalidOperationException($"no broker: see {Shared}/kafka/README.md");
    }

    public async Task DeleteTopics(string pattern)
    {
        using Process tool = Process.Start(new ProcessStartInfo(
            "bash",
            [Path.Combine(Shared, "kafka", "tool"), "org.apache.kafka.tools.TopicCommand", "--bootstrap-server", Bootstrap, "--delete", "--topic", pattern])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await tool.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Streaming.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("no Streaming.sln above the program");
    }
}
