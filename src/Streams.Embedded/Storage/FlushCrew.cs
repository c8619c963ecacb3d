namespace Houle.Streams.Embedded.Storage;

/// <summary>Flushes several files at a time, on threads of its own, and returns when all are on the disk.</summary>
/// <remarks>File systems commit their journal once for all flushes that wait: commits over four files are 1.3 to 1.6 times as
/// many on an idle disk as with one flush after another (ext4; bench/RESULTS.md).</remarks>
/// <param name="atOnceMax">Flushes under way at the same time, at least 1.</param>
internal sealed class FlushCrew(int atOnceMax) : IDisposable
{
    /// <summary>One call's work: a helper that wakes late finds an old round empty, and touches no new one.</summary>
    private sealed class Round(IReadOnlyList<Action> flushes)
    {
        private readonly object _done = new();
        private int _left = flushes.Count;
        private int _next = -1;
        private Exception? _failure;

        public void Help()
        {
            for (int i; (i = Interlocked.Increment(ref _next)) < flushes.Count;)
            {
                try
                {
                    flushes[i]();
                }
                catch (Exception failure)
                {
                    Interlocked.CompareExchange(ref _failure, failure, null); // thrown by Wait
                }
                if (Interlocked.Decrement(ref _left) > 0) continue;
                lock (_done) Monitor.PulseAll(_done);
            }
        }

        public void Wait()
        {
            lock (_done)
            {
                while (Volatile.Read(ref _left) > 0) Monitor.Wait(_done);
            }
            if (_failure is not null) throw new IOException(_failure.Message, _failure);
        }
    }

    private readonly SemaphoreSlim _wake = new(0);
    private readonly List<Thread> _helpers = [];
    private volatile Round? _round;
    private volatile bool _disposed;

    /// <exception cref="IOException">At least one flush failed.</exception>
    public void Run(IReadOnlyList<Action> flushes)
    {
        if (flushes.Count == 0) return;
        Round round = new(flushes);
        int helpers = Math.Min(flushes.Count, atOnceMax) - 1;
        while (_helpers.Count < helpers) StartHelper();
        _round = round;
        if (helpers > 0) _wake.Release(helpers);
        round.Help();
        round.Wait();
    }

    public void Dispose()
    {
        _disposed = true;
        if (_helpers.Count > 0) _wake.Release(_helpers.Count);
        foreach (Thread helper in _helpers) helper.Join();
        _wake.Dispose();
    }

    private void StartHelper()
    {
        Thread helper = new(Help) { IsBackground = true, Name = "embedded log: flush" };
        _helpers.Add(helper);
        helper.Start();
    }

    private void Help()
    {
        while (true)
        {
            _wake.Wait();
            if (_disposed) return;
            _round?.Help();
        }
    }
}
