using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Houle.Sinks.Server;

/// <summary>One run of the program houle-clickhouse: started, watched for its last words, ended by closing its input.</summary>
internal sealed class ServerProcess : IDisposable
{
    private const int LastLinesMax = 20;

    private readonly Process _process;
    private readonly Queue<string> _lastLines = new();

    private ServerProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    public Task Ended(CancellationToken cancel) => _process.WaitForExitAsync(cancel);

    /// <summary>The last lines it wrote, for an error message.</summary>
    public string LastWords
    {
        get
        {
            lock (_lastLines) return string.Join("; ", _lastLines);
        }
    }

    public bool IsPortInUse => LastWords.Contains("Address already in use", StringComparison.Ordinal);

    public bool IsFolderInUse => LastWords.Contains("Another server instance in same directory", StringComparison.Ordinal);

    public static ServerProcess Start(EmbeddedClickHouseOptions options, string libChdb, int port)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "houle-clickhouse");
        if (!File.Exists(program))
            throw new EmbeddedClickHouseException($"{program} is missing: it is built with Houle; build again");
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                $"--dir={options.Folder}", $"--port={port}", $"--libchdb={libChdb}",
                $"--memory-bytes={options.MemoryBytes}", $"--threads={options.Threads}",
            },
        };
        // The program's own host must find the runtime that runs us, wherever it is installed.
        start.Environment["DOTNET_ROOT"] =
            Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        try
        {
            var process = new ServerProcess(Process.Start(start)!);
            process.Listen();
            return process;
        }
        catch (Win32Exception e)
        {
            throw new EmbeddedClickHouseException($"cannot start {program}: {e.Message}", e);
        }
    }

    /// <summary>Asks for a clean end; kills the process when that takes longer than allowed.</summary>
    /// <returns>False when it had to be killed.</returns>
    public async Task<bool> StopAsync(TimeSpan timeout)
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The other end of the pipe is gone, and with it the process.
        }

        using var limit = new CancellationTokenSource(timeout);
        try
        {
            await _process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            Kill();
            return false;
        }
    }

    public void Kill() => _process.Kill();

    public void Dispose() => _process.Dispose();

    private void Listen()
    {
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void Keep(string? line)
    {
        if (string.IsNullOrWhiteSpace(line) || line.StartsWith("Logging ", StringComparison.Ordinal)) return;
        lock (_lastLines)
        {
            if (_lastLines.Count == LastLinesMax) _lastLines.Dequeue();
            _lastLines.Enqueue(line);
        }
    }
}
