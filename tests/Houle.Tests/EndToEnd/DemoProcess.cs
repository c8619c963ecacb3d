using System.Diagnostics;
using System.Text.Json.Nodes;
using Houle.Tests.Support;

namespace Houle.Tests.EndToEnd;

/// <summary>houle demo --once --json as a process of its own, whose worker and self can be killed.</summary>
internal sealed class DemoProcess : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(4);

    private readonly Process _process;
    private readonly Task<string> _output, _error;
    private readonly string _folder;

    private DemoProcess(Process process, string folder)
    {
        (_process, _folder) = (process, folder);
        _output = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>The command line of the built program.</summary>
    public static (string File, string[] Arguments) CommandLine(params string[] arguments) =>
        ("dotnet", [Path.Combine(AppContext.BaseDirectory, "houle.dll"), .. arguments]);

    public static DemoProcess Start(string folder, string act)
    {
        (string file, string[] arguments) = CommandLine("demo", "--once", "--json", "--act", act, "--data", folder);
        var process = Process.Start(new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        process.StandardInput.Close();
        return new DemoProcess(process, folder);
    }

    /// <summary>Kills the worker once the log holds so many bytes: a moment that does not depend on the clock.</summary>
    public async Task KillWorkerAt(long logBytes)
    {
        await WaitForBytes(logBytes);
        await Eventually(() => _process.HasExited || WorkerId() is not null);
        if (WorkerId() is { } id) Process.GetProcessById(id).Kill();
    }

    /// <summary>Kills the ClickHouse child, which the demo starts again.</summary>
    public async Task KillClickHouseAt(long logBytes)
    {
        await WaitForBytes(logBytes);
        if (FindProcess("houle-clickhouse") is { } id) Process.GetProcessById(id).Kill();
    }

    /// <summary>kill -9 of the demo itself, as the kernel would do it; its children end by themselves.</summary>
    public async Task KillAt(long logBytes)
    {
        await WaitForBytes(logBytes);
        _process.Kill();
        await _process.WaitForExitAsync();
        await Eventually(() => WorkerId() is null);
    }

    public async Task<JsonNode> Document()
    {
        using var bound = new CancellationTokenSource(Bound);
        await _process.WaitForExitAsync(bound.Token);
        _process.ExitCode.ShouldBe(0, await _error);
        return JsonNode.Parse(await _output)!;
    }

    public async Task<string> Errors() => await _error;

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private Task WaitForBytes(long bytes) => Eventually(() => _process.HasExited || LogBytes() >= bytes);

    private long LogBytes()
    {
        var log = new DirectoryInfo(Path.Combine(_folder, "log"));
        return log.Exists ? log.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Exists ? file.Length : 0) : 0;
    }

    private int? WorkerId() => FindProcess("demo-worker");

    /// <summary>The process on our folder whose command line holds a word.</summary>
    private int? FindProcess(string word)
    {
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out int id)) continue;
            try
            {
                string commandLine = File.ReadAllText(Path.Combine(folder, "cmdline"));
                if (commandLine.Contains(word) && commandLine.Contains(_folder)) return id;
            }
            catch (IOException)
            {
                // The process has ended meanwhile.
            }
        }
        return null;
    }

    private static async Task Eventually(Func<bool> condition)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > Bound) throw new TimeoutException("the demo did not get that far");
            await Task.Delay(20);
        }
    }
}
