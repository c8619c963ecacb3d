using Houle.Streams.Embedded.Commit;
using Houle.Streams.Embedded.Segments;
using Houle.Streams.Embedded.Storage;
using Houle.Streams.Log;

namespace Houle.Streams.Embedded;

/// <summary>The log in one folder of one machine: no broker, and the same guarantees. One process owns the folder.</summary>
/// <remarks>
/// Records lie in segment files, topics/NAME/PARTITION-OFFSET.log; commits.db (SQLite) says how much of each counts, and
/// holds topics, positions and producers. See docs/decisions for why, and <see cref="GroupCommitter"/> for the order of
/// writing that a crash cannot break.
/// </remarks>
public sealed class EmbeddedLog : ILog
{
    private readonly EmbeddedLogOptions _options;
    private readonly TimeProvider _time;
    private readonly FolderLock _lock;
    private readonly CommitStore _store;
    private readonly Catalogue _catalogue;
    private readonly SegmentFiles _files = new();
    private readonly SegmentReader _reader;
    private readonly CommitSignal _signal = new();
    private readonly GroupCommitter _committer;
    private bool _disposed;

    private EmbeddedLog(FolderLock folderLock, CommitStore store, string folder, TimeProvider time, EmbeddedLogOptions options)
    {
        (_lock, _store, _time, _options) = (folderLock, store, time, options);
        _catalogue = new Catalogue(folder);
        _catalogue.Load(store);
        Recovery.CutBack(_catalogue, options.Disk);
        _reader = new SegmentReader(_files, saveIndexes: true);
        _committer = new GroupCommitter(options, time, _catalogue, store, _signal);
    }

    public long Version => _signal.Version;

    public IReadOnlyList<TopicDescription> Topics => _catalogue.Descriptions;

    public IReadOnlyList<(string Group, TopicPartition Partition, GroupPosition Position)> Positions => _catalogue.Positions;

    /// <summary>The group commit's queue: batches that wait, bytes of them and of those under way, callers that the bound
    /// keeps waiting.</summary>
    public (int Batches, long Bytes, int Blocked) Load => _committer.Load;

    /// <summary>Opens the log in a folder, or makes one; what a crash left uncommitted is cut off.</summary>
    /// <param name="folder">Made if it is not there.</param>
    /// <param name="time">Stamps records and measures retention.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="LogException">The folder is in use by another process, or cannot be opened.</exception>
    /// <exception cref="LogCorruptException">Something that was committed is no longer there.</exception>
    public static EmbeddedLog Open(string folder, TimeProvider time, EmbeddedLogOptions? options = null)
    {
        options ??= new EmbeddedLogOptions();
        options.Check();
        folder = Path.GetFullPath(folder);
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            options.Disk.SyncFolder(Path.GetDirectoryName(folder)!);
        }
        FolderLock folderLock = new(folder);
        CommitStore? store = null;
        try
        {
            Recovery.CheckStoreIsThere(folder);
            store = CommitStore.Open(folder);
            return new EmbeddedLog(folderLock, store, folder, time, options);
        }
        catch
        {
            store?.Dispose();
            folderLock.Dispose();
            throw;
        }
    }

    /// <summary>Looks into a folder that another process may own: reads what is committed, and refuses to write.</summary>
    public static ILog OpenReadOnly(string folder) => new ReadOnlyLog(Path.GetFullPath(folder));

    public void EnsureTopic(TopicDefinition definition)
    {
        definition.Check();
        _committer.Do(() =>
        {
            Topic? existing = _catalogue.Find(definition.Name);
            definition.Check(existing?.Description.Definition);
            if (existing?.Description.Definition == definition) return;
            int number = existing?.Number ?? _catalogue.Topics.Count + 1;
            TopicDescription description = new(definition, existing?.Description.Id ?? _options.NewTopicId());
            if (existing is null) Recovery.MakeFolder(_catalogue.FolderOf(definition.Name), _options.Disk);
            _store.Commit(() => _store.SaveTopic(number, description));
            lock (_catalogue.Gate) _catalogue.Ensure(number, description);
        });
    }

    public OffsetRange Range(TopicPartition partition)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _catalogue.RangeOf(partition);
    }

    public int Read(TopicPartition partition, long offset, RecordBatch into)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _catalogue.Read(_reader, partition, offset, into);
    }

    public GroupPosition? Position(string group, TopicPartition partition) => _catalogue.PositionOf(group, partition);

    public ILogProducer OpenProducer(string transactionalId)
    {
        ArgumentException.ThrowIfNullOrEmpty(transactionalId);
        long epoch = 0;
        _committer.Do(() => epoch = _committer.RaiseEpoch(transactionalId));
        return new EmbeddedProducer(_committer, transactionalId, epoch);
    }

    public bool WaitForCommit(long seen, TimeSpan timeout, CancellationToken cancel) => _signal.Wait(seen, timeout, cancel);

    public void EnforceRetention() => _committer.Do(() =>
    {
        long nowMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        List<Partition> outdated = Retention.Outdated(_catalogue, nowMs);
        if (outdated.Count > 0) _committer.CloseSegments(outdated);
        Retention.Enforce(_catalogue, _store, _files, _options, nowMs);
    });

    /// <summary>For tests: a commit store that cannot grow past so many pages.</summary>
    internal void LimitStore(int pagesMax) => _committer.Do(() => _store.LimitPages(pagesMax));

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _committer.Dispose();
        _signal.Close();
        _files.Dispose();
        _store.Dispose();
        _lock.Dispose();
    }
}
