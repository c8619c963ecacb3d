using System.Runtime.InteropServices;

namespace Houle.Faults.Harness;

/// <summary>The signals that .NET has no call for.</summary>
internal static partial class Signals
{
    public const int Kill = 9;
    public const int Continue = 18;
    public const int Stop = 19;

    /// <summary>Sends a signal; a process that has already ended is no error.</summary>
    public static void Send(int processId, int signal) => SendSignal(processId, signal);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int processId, int signal);
}
