using System.Diagnostics;
using Houle.Streams.Log;

namespace Houle.Faults.Harness;

/// <summary>A process that a test starts, listens to, and kills, stops or lets end. Nothing it starts outlives the test.</summary>
public sealed class FaultProcess : IAsyncDisposable
{
    /// <summary>Exit code of a process that SIGKILL ended.</summary>
    public const int KilledExitCode = 128 + Signals.Kill;

    private readonly Process _process;
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly List<string> _errors = [];
    private readonly SemaphoreSlim _news = new(0);
    private readonly TaskCompletionSource _outputEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _errorsEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FaultProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>Lines of standard output so far; all of them once the process has ended.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate) return [.. _lines];
        }
    }

    public string Errors
    {
        get
        {
            lock (_gate) return string.Join('\n', _errors);
        }
    }

    /// <summary>Both of its outputs have ended: with it, or with the last child that shares them.</summary>
    private Task Ended => Task.WhenAll(_outputEnded.Task, _errorsEnded.Task);

    /// <summary>Starts a .NET program: a .dll and its arguments.</summary>
    /// <param name="dll">The program.</param>
    /// <param name="arguments">Of the program.</param>
    /// <param name="killAt">A named point at which it is to kill itself.</param>
    /// <param name="environment">More variables; a null value removes one.</param>
    public static FaultProcess StartDotnet(
        string dll, IEnumerable<string> arguments, Fault.KillAt? killAt = null,
        IReadOnlyDictionary<string, string?>? environment = null)
    {
        ProcessStartInfo start = new(Environment.ProcessPath is { } path && IsDotnet(path) ? path : "dotnet", [dll, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment[FaultPoints.Variable] = killAt is null ? null : $"{killAt.Point}:{killAt.Nth}";
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>()) start.Environment[name] = value;
        FaultProcess started = new(new Process { StartInfo = start });
        started.Begin();
        return started;

        static bool IsDotnet(string path) => Path.GetFileNameWithoutExtension(path) == "dotnet";
    }

    public void Kill() => Signals.Send(Id, Signals.Kill);

    public void Stop() => Signals.Send(Id, Signals.Stop);

    public void Continue() => Signals.Send(Id, Signals.Continue);

    /// <summary>Waits for a line of standard output that is there already, or comes within the bound.</summary>
    /// <returns>The line; null when the process ended without it.</returns>
    public Task<string?> WaitForLine(Func<string, bool> isWanted, TimeSpan bound) => WaitFor(_lines, isWanted, 1, bound);

    /// <summary>The same, for the <paramref name="nth"/> such line of standard error.</summary>
    public Task<string?> WaitForError(Func<string, bool> isWanted, int nth, TimeSpan bound) =>
        WaitFor(_errors, isWanted, nth, bound);

    /// <summary>Waits for the end and for the last of the output.</summary>
    /// <returns>The exit code; <see cref="KilledExitCode"/> after SIGKILL.</returns>
    public async Task<int> WaitForExit(TimeSpan bound)
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(bound);
            await Ended.WaitAsync(bound);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"still running after {bound}; {this}", e);
        }
        return _process.ExitCode;
    }

    public override string ToString() =>
        $"process {Id}, last lines: {string.Join(" | ", Lines.TakeLast(5))}; errors: {Errors}";

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
        _news.Dispose();
    }

    private async Task<string?> WaitFor(List<string> of, Func<string, bool> isWanted, int nth, TimeSpan bound)
    {
        using CancellationTokenSource end = new(bound);
        int looked = 0;
        while (true)
        {
            bool ended = Ended.IsCompleted;
            string[] news;
            lock (_gate) news = [.. of.Skip(looked)];
            looked += news.Length;
            foreach (string line in news)
            {
                if (isWanted(line) && --nth == 0) return line;
            }
            if (ended) return null;
            try
            {
                await _news.WaitAsync(end.Token);
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException($"not the line waited for within {bound}; {this}", e);
            }
        }
    }

    private void Begin()
    {
        _process.OutputDataReceived += (_, line) => Keep(_lines, line.Data, _outputEnded);
        _process.ErrorDataReceived += (_, line) => Keep(_errors, line.Data, _errorsEnded);
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void Keep(List<string> lines, string? line, TaskCompletionSource ended)
    {
        lock (_gate)
        {
            if (line is not null) lines.Add(line);
        }
        if (line is null) ended.TrySetResult();
        _news.Release();
    }
}
