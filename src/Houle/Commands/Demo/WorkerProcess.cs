using System.Diagnostics;

namespace Houle.Commands.Demo;

/// <summary>One life of a worker: started, listened to, killed with kill -9 when asked. It ends when we do.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;
    private readonly StreamWriter _log;
    private string _lastWords = "";

    private WorkerProcess(Process process, StreamWriter log) => (_process, _log) = (process, log);

    public int Id => _process.Id;

    /// <summary>The last line it wrote on standard error.</summary>
    public string LastWords => _lastWords;

    /// <param name="arguments">The command line after the program.</param>
    /// <param name="logFile">Its standard error is appended to it.</param>
    public static WorkerProcess Start(IEnumerable<string> arguments, string logFile)
    {
        // The program is run by the same dotnet that runs us.
        string dotnet = Environment.ProcessPath ?? throw new InvalidOperationException("this process has no path");
        bool isHost = Path.GetFileNameWithoutExtension(dotnet) == "dotnet";
        string program = Path.Combine(AppContext.BaseDirectory, "houle.dll");
        var start = new ProcessStartInfo(isHost ? dotnet : Path.Combine(AppContext.BaseDirectory, "houle"), isHost ? arguments.Prepend(program) : arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var log = new StreamWriter(new FileStream(logFile, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
        var worker = new WorkerProcess(Process.Start(start)!, log);
        worker._process.ErrorDataReceived += (_, line) => worker.Keep(line.Data);
        worker._process.BeginErrorReadLine();
        return worker;
    }

    /// <summary>Its reports, until it ends.</summary>
    public async IAsyncEnumerable<WorkerReport> Reports(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        while (await _process.StandardOutput.ReadLineAsync(cancel) is { } line)
        {
            // The last line of a killed worker may be cut off.
            if (line.EndsWith('}')) yield return WorkerReport.Parse(line);
        }
    }

    public async Task<int> ExitCode(CancellationToken cancel)
    {
        await _process.WaitForExitAsync(cancel);
        return _process.ExitCode;
    }

    /// <summary>SIGKILL: it gets no chance to save anything.</summary>
    public void Kill()
    {
        if (!_process.HasExited) _process.Kill();
    }

    public void Dispose()
    {
        Kill();
        _process.WaitForExit();
        _process.Dispose();
        _log.Dispose();
    }

    private void Keep(string? line)
    {
        if (string.IsNullOrWhiteSpace(line)) return;
        _lastWords = line;
        lock (_log) _log.WriteLine(line);
    }
}
