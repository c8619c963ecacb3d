namespace Houle.Streams.Log;

/// <summary>A log's version: rises with every commit that became visible, and wakes those who wait for one.</summary>
public sealed class CommitSignal
{
    private readonly Lock _raise = new();
    private readonly object _waiters = new();
    private long _version;
    private bool _closed;

    public long Version => Volatile.Read(ref _version);

    public void Raise()
    {
        lock (_raise) Volatile.Write(ref _version, _version + 1);
        WakeAll();
    }

    /// <summary>Ends every wait, now and later: the log is gone.</summary>
    public void Close()
    {
        Volatile.Write(ref _closed, true);
        WakeAll();
    }

    /// <summary>Returns when the version differs from <paramref name="seen"/>, or after the time-out.</summary>
    /// <returns>False on time-out.</returns>
    /// <exception cref="OperationCanceledException"/>
    /// <exception cref="ObjectDisposedException">The log was disposed while waiting.</exception>
    public bool Wait(long seen, TimeSpan timeout, CancellationToken cancel)
    {
        if (Version != seen) return true;
        using CancellationTokenRegistration wake = cancel.UnsafeRegister(
            static self => ((CommitSignal)self!).WakeAll(), this);
        lock (_waiters)
        {
            while (Version == seen)
            {
                cancel.ThrowIfCancellationRequested();
                ObjectDisposedException.ThrowIf(Volatile.Read(ref _closed), typeof(ILog));
                // A wake-up that was meant for another's cancellation starts the time-out again: rare and harmless.
                if (!Monitor.Wait(_waiters, timeout)) return Version != seen;
            }
        }
        return true;
    }

    private void WakeAll()
    {
        lock (_waiters) Monitor.PulseAll(_waiters);
    }
}
