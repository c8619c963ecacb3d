using Houle.Streams.Embedded.Segments;
using Houle.Streams.Embedded.Storage;
using Houle.Streams.Log;

namespace Houle.Streams.Embedded;

/// <summary>A look into a folder that another process owns: what is committed at each call, and no writing.</summary>
/// <remarks>Follows the commit store by its data version; between commits a call costs one short query.</remarks>
internal sealed class ReadOnlyLog : ILog
{
    /// <summary>Commits of another process raise no signal here: a person who follows a topic will not see 50 ms.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly string _folder;
    private readonly CommitStore _store;
    private readonly SegmentFiles _files = new();
    private readonly SegmentReader _reader;
    private readonly Catalogue _catalogue;
    private long _version;
    private bool _disposed;

    public ReadOnlyLog(string folder)
    {
        _folder = folder;
        _store = CommitStore.OpenReadOnly(folder);
        _reader = new SegmentReader(_files, saveIndexes: false);
        _catalogue = new Catalogue(folder);
        _version = _store.DataVersion;
        _catalogue.Load(_store);
    }

    public long Version => Refreshed(() => _version);

    public IReadOnlyList<TopicDescription> Topics => Refreshed(() => _catalogue.Descriptions);

    public IReadOnlyList<(string Group, TopicPartition Partition, GroupPosition Position)> Positions =>
        Refreshed(() => _catalogue.Positions);

    public OffsetRange Range(TopicPartition partition) => Refreshed(() => _catalogue.RangeOf(partition));

    public int Read(TopicPartition partition, long offset, RecordBatch into)
    {
        while (true)
        {
            long version = Version;
            try
            {
                return _catalogue.Read(_reader, partition, offset, into);
            }
            catch (LogCorruptException missing) when (missing.InnerException is FileNotFoundException && Version != version)
            {
                // The owner's retention deleted the segment in between: look again where the partition starts.
            }
        }
    }

    public GroupPosition? Position(string group, TopicPartition partition) =>
        Refreshed(() => _catalogue.PositionOf(group, partition));

    public bool WaitForCommit(long seen, TimeSpan timeout, CancellationToken cancel)
    {
        for (TimeSpan waited = TimeSpan.Zero; Version == seen; waited += PollInterval)
        {
            TimeSpan left = timeout == Timeout.InfiniteTimeSpan ? PollInterval : timeout - waited;
            if (left <= TimeSpan.Zero) return false;
            if (cancel.WaitHandle.WaitOne(left < PollInterval ? left : PollInterval)) cancel.ThrowIfCancellationRequested();
        }
        return true;
    }

    public void EnsureTopic(TopicDefinition definition) => throw Refusal();

    public ILogProducer OpenProducer(string transactionalId) => throw Refusal();

    public void EnforceRetention() => throw Refusal();

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
            _files.Dispose();
            _store.Dispose();
        }
    }

    private T Refreshed<T>(Func<T> look)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            long version = _store.DataVersion;
            if (version != _version)
            {
                _catalogue.Load(_store);
                _version = version;
            }
            return look();
        }
    }

    private LogException Refusal() => new($"the log in {_folder} was opened for reading only");
}
