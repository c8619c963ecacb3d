using System.Runtime.InteropServices;

namespace Houle.Sinks.Server;

/// <summary>Ends ClickHouse when the parent's end of standard input closes, or on SIGTERM.</summary>
/// <remarks>ClickHouse reads a pipe of ours as its standard input; closing the other end is what ends it. Should it not
/// end within the grace, the process exits at once: a server must not outlive its parent.</remarks>
internal sealed class Lifeline : IDisposable
{
    private readonly int _parent, _hold;
    private readonly TimeSpan _grace;
    private readonly PosixSignalRegistration _onTerm;
    private int _isCut;

    private Lifeline(int parent, int hold, TimeSpan grace)
    {
        (_parent, _hold, _grace) = (parent, hold, grace);
        _onTerm = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            Cut();
        });
        new Thread(WatchParent) { IsBackground = true, Name = "lifeline" }.Start();
    }

    /// <summary>True once the server was told to end.</summary>
    public bool IsCut => Volatile.Read(ref _isCut) != 0;

    /// <summary>Puts a pipe of ours in the place of standard input.</summary>
    /// <param name="grace">How long a clean end may take once it was asked for.</param>
    public static unsafe Lifeline Attach(TimeSpan grace)
    {
        int parent = Posix.Checked(Posix.Dup(0), "dup");
        int* ends = stackalloc int[2];
        Posix.Checked(Posix.Pipe(ends), "pipe");
        Posix.Checked(Posix.Dup2(ends[0], 0), "dup2");
        Posix.Checked(Posix.Close(ends[0]), "close");
        return new Lifeline(parent, ends[1], grace);
    }

    public void Dispose() => _onTerm.Dispose();

    private unsafe void WatchParent()
    {
        const int interrupted = 4;
        byte* ignored = stackalloc byte[256];
        nint read;
        do read = Posix.Read(_parent, ignored, 256);
        while (read > 0 || (read < 0 && Marshal.GetLastPInvokeError() == interrupted));
        Cut();
    }

    private void Cut()
    {
        if (Interlocked.Exchange(ref _isCut, 1) != 0) return;
        _ = Posix.Close(_hold);
        new Thread(() =>
        {
            Thread.Sleep(_grace);
            Posix.ExitNow(1);
        }) { IsBackground = true, Name = "lifeline grace" }.Start();
    }
}
