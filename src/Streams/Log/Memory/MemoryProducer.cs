namespace Houle.Streams.Log.Memory;

/// <summary>Commits to a <see cref="MemoryLog"/> until a newer producer of the same id fences it.</summary>
internal sealed class MemoryProducer(MemoryLog log, string transactionalId, long epoch) : ILogProducer
{
    private bool _disposed;

    public void Commit(CommitBatch batch)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        log.Commit(transactionalId, epoch, batch);
    }

    public void Dispose() => _disposed = true;
}
