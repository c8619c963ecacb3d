namespace Houle.Faults.Harness;

/// <summary>Runs a program through several lives, each ended or paused by a fault, until the last ends by itself.</summary>
public static class Disturbed
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(3);

    /// <summary>What became of it.</summary>
    /// <param name="Struck">Faults that ended a life (a process may end before its fault).</param>
    /// <param name="Output">Standard output of the last life.</param>
    public sealed record Result(int Struck, IReadOnlyList<string> Output);

    /// <param name="start">Starts a life; the argument is the point at which it kills itself, if any.</param>
    /// <param name="isReady">The line after which delays count.</param>
    /// <param name="faults">One for each life but the last.</param>
    /// <param name="afterEach">Looks at what a dead process left, before the next life; gets its standard output.</param>
    public static async Task<Result> Run(
        Func<Fault.KillAt?, FaultProcess> start, Func<string, bool> isReady, IEnumerable<Fault> faults,
        Action<IReadOnlyList<string>>? afterEach = null)
    {
        int struck = 0;
        foreach (Fault fault in faults)
        {
            await using FaultProcess life = start(fault as Fault.KillAt);
            await Strike(life, fault, isReady);
            int exitCode = await life.WaitForExit(Bound);
            if (exitCode == FaultProcess.KilledExitCode) struck++;
            else if (exitCode != 0) throw new InvalidOperationException($"exit code {exitCode} under {fault}; {life}");
            afterEach?.Invoke(life.Lines);
        }
        await using FaultProcess last = start(null);
        int end = await last.WaitForExit(Bound);
        if (end != 0) throw new InvalidOperationException($"exit code {end} in the last life; {last}");
        afterEach?.Invoke(last.Lines);
        return new Result(struck, last.Lines);
    }

    private static async Task Strike(FaultProcess life, Fault fault, Func<string, bool> isReady)
    {
        switch (fault)
        {
            case Fault.KillAfter kill:
                await life.WaitForLine(isReady, Bound);
                await Task.Delay(kill.Delay);
                life.Kill();
                break;
            case Fault.StopAfter stop:
                await life.WaitForLine(isReady, Bound);
                await Task.Delay(stop.Delay);
                life.Stop();
                await Task.Delay(stop.Pause);
                life.Continue();
                break;
        }
    }
}
