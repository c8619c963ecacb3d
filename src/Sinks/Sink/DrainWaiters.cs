using Houle.Streams.Log;

namespace Houle.Sinks.Sink;

/// <summary>Those who wait for a sink to reach given offsets; while there are any, the sink does not wait for more rows.</summary>
internal sealed class DrainWaiters
{
    private readonly List<(IReadOnlyDictionary<TopicPartition, long> Ends, TaskCompletionSource Reached)> _waiting = [];
    private readonly ManualResetEventSlim _hurry = new(false);
    private bool _isClosed;

    /// <exception cref="InvalidOperationException">The sink ended before it got there.</exception>
    public async Task WaitAsync(PartitionState[] states, IReadOnlyDictionary<TopicPartition, long> ends, CancellationToken cancel)
    {
        var waiter = (Ends: ends, Reached: new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_waiting)
        {
            if (IsReached(states, ends)) return;
            if (_isClosed) throw Ended();
            _waiting.Add(waiter);
            _hurry.Set();
        }

        try
        {
            await waiter.Reached.Task.WaitAsync(cancel).ConfigureAwait(false);
        }
        finally
        {
            Remove(waiter);
        }
    }

    /// <summary>Releases those whose offsets are reached.</summary>
    public void Check(PartitionState[] states)
    {
        lock (_waiting)
        {
            foreach ((IReadOnlyDictionary<TopicPartition, long> ends, TaskCompletionSource reached) in _waiting)
                if (IsReached(states, ends)) reached.TrySetResult();
        }
    }

    /// <summary>Waits for more rows to come together, unless someone is waiting for those that are there.</summary>
    public void Linger(TimeSpan time, CancellationToken cancel)
    {
        if (time > TimeSpan.Zero) _hurry.Wait(time, cancel);
    }

    public void Close()
    {
        lock (_waiting)
        {
            _isClosed = true;
            foreach ((_, TaskCompletionSource reached) in _waiting) reached.TrySetException(Ended());
        }
    }

    private void Remove((IReadOnlyDictionary<TopicPartition, long> Ends, TaskCompletionSource Reached) waiter)
    {
        lock (_waiting)
        {
            _waiting.Remove(waiter);
            if (_waiting.Count == 0) _hurry.Reset();
        }
    }

    private static bool IsReached(PartitionState[] states, IReadOnlyDictionary<TopicPartition, long> ends) =>
        Array.TrueForAll(states, state => state.Inserted >= ends.GetValueOrDefault(state.Partition));

    private static InvalidOperationException Ended() => new("the sink ended before it reached the offsets that were waited for");
}
