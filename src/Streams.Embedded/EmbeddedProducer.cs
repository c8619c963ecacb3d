using Houle.Streams.Embedded.Commit;
using Houle.Streams.Log;

namespace Houle.Streams.Embedded;

/// <summary>Commits to an <see cref="EmbeddedLog"/> until a newer producer of the same id fences it.</summary>
internal sealed class EmbeddedProducer(GroupCommitter committer, string transactionalId, long epoch) : ILogProducer
{
    private readonly Lock _oneAtATime = new();
    private readonly BatchRequest _request = new(transactionalId, epoch);
    private bool _disposed;

    public void Commit(CommitBatch batch)
    {
        lock (_oneAtATime)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            committer.Commit(_request.With(batch));
        }
    }

    public void Dispose()
    {
        lock (_oneAtATime)
        {
            if (_disposed) return;
            _disposed = true;
            _request.Dispose();
        }
    }
}
