using System.Runtime.ExceptionServices;
using Houle.Streams.Log;

namespace Houle.Streams.Embedded.Commit;

/// <summary>Something that waits for the commit thread: a batch, or an errand that needs the thread to itself.</summary>
internal abstract class Request : IDisposable
{
    private readonly ManualResetEventSlim _done = new();
    private Exception? _failure;

    /// <summary>What it holds of the queue's bound while it waits.</summary>
    public abstract long Bytes { get; }

    /// <summary>Ready to be queued, for the first time or again.</summary>
    protected void Reset()
    {
        _failure = null;
        _done.Reset();
    }

    public void Complete(Exception? failure = null)
    {
        _failure = failure;
        _done.Set();
    }

    /// <summary>Returns when the request was carried out; throws what became of it otherwise.</summary>
    public void Wait()
    {
        _done.Wait();
        if (_failure is not null) ExceptionDispatchInfo.Throw(_failure);
    }

    public void Dispose() => _done.Dispose();
}

/// <summary>A batch of one producer; reused, so that a commit allocates nothing.</summary>
internal sealed class BatchRequest(string transactionalId, long epoch) : Request
{
    public string TransactionalId { get; } = transactionalId;

    public long Epoch { get; } = epoch;

    public CommitBatch Batch { get; private set; } = null!;

    public override long Bytes => Batch.Buffer.Length;

    public BatchRequest With(CommitBatch batch)
    {
        Batch = batch;
        Reset();
        return this;
    }
}

/// <summary>Topics, producers and retention change on the commit thread too: nothing else writes.</summary>
internal sealed class Errand(Action run) : Request
{
    public override long Bytes => 0;

    public void Run() => run();
}
