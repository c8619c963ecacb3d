namespace Houle.Streams.Embedded.Commit;

/// <summary>What waits for the commit thread, in order; who would pass the bound of bytes waits to be let in.</summary>
internal sealed class RequestQueue(long bytesMax)
{
    private readonly object _gate = new();
    private List<Request> _waiting = [];
    private long _bytes;
    private int _blocked;
    private bool _closed;

    /// <summary>What waits or is being carried out: batches not taken yet, bytes held, callers that wait to be let in.</summary>
    public (int Batches, long Bytes, int Blocked) Load
    {
        get
        {
            lock (_gate) return (_waiting.Count, _bytes, _blocked);
        }
    }

    /// <exception cref="ObjectDisposedException">The log was closed.</exception>
    public void Add(Request request)
    {
        lock (_gate)
        {
            _blocked++;
            while (!_closed && _bytes > 0 && _bytes + request.Bytes > bytesMax) Monitor.Wait(_gate);
            _blocked--;
            ObjectDisposedException.ThrowIf(_closed, typeof(EmbeddedLog));
            _bytes += request.Bytes;
            _waiting.Add(request);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits for requests, and swaps all of them into <paramref name="into"/>, which comes empty.</summary>
    /// <returns>False when the queue is closed and empty.</returns>
    public bool TakeAll(ref List<Request> into)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && !_closed) Monitor.Wait(_gate);
            (into, _waiting) = (_waiting, into);
            return into.Count > 0;
        }
    }

    /// <summary>Gives back the bytes of requests that were carried out.</summary>
    public void Release(long bytes)
    {
        lock (_gate)
        {
            _bytes -= bytes;
            Monitor.PulseAll(_gate);
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }
    }
}
