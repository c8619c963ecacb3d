using System.Diagnostics;
using System.Globalization;

namespace Houle.Streams.Log;

/// <summary>Named instants at which a test can have this process killed with SIGKILL; without the variable, nothing.</summary>
/// <remarks>
/// HOULE_FAULT_POINT=name:nth kills the process the nth time (from 1) that it passes the point of that name, on
/// whatever thread: tests/Faults uses it to put a crash between any two steps.
/// </remarks>
public static class FaultPoints
{
    public const string Variable = "HOULE_FAULT_POINT";

    private static readonly (string Name, long Nth) Armed = Parse(Environment.GetEnvironmentVariable(Variable));
    private static long _passed;

    /// <summary>Marks that the process is at the point.</summary>
    public static void Pass(string name)
    {
        if (Armed.Nth == 0 || !string.Equals(name, Armed.Name, StringComparison.Ordinal)) return;
        if (Interlocked.Increment(ref _passed) != Armed.Nth) return;
        using Process self = Process.GetCurrentProcess();
        self.Kill(); // SIGKILL: no finally block, no flush, as when the machine takes the process away
        Thread.Sleep(Timeout.Infinite);
    }

    private static (string Name, long Nth) Parse(string? value)
    {
        if (string.IsNullOrEmpty(value)) return default;
        int colon = value.LastIndexOf(':');
        if (colon < 1 ||
            !long.TryParse(value.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long nth) ||
            nth < 1)
        {
            throw new LogException($"{Variable} is '{value}'; it must be name:n with n of at least 1");
        }
        return (value[..colon], nth);
    }
}
