using System.Buffers.Text;
using System.Text;
using Houle.Avro.Binary;
using Houle.Ingest.Feeds;
using Houle.Ingest.Mapping;
using Houle.Ingest.Merge;
using Houle.Ingest.Privacy;
using Houle.Ingest.Sessions;
using Houle.Streams.Log;
using Houle.Streams.Topology;

namespace Houle.Ingest.Topics;

/// <summary>Reads topics that others fill, those of all feeds of one stream, and writes what their records become into the stream's
/// own topic, keyed as it must be and without people's ids: exactly once.</summary>
/// <remarks>
/// A record and the offset after it become true in one commit, under one transactional id: whoever opens it next goes on from
/// there. Partitions are merged by event time as far as they lag behind one another, so that catching up makes nothing late; the
/// order inside one is kept (docs/decisions/topic-feeds.md). One thread; driven step by step in tests.
/// </remarks>
public sealed class TopicFeeds : IDisposable
{
    private const int PendingBytesMax = 8 << 20, PendingRowsMax = 20_000;
    private const long QuietProgressMs = 5_000, TopicsEveryMs = 30_000;
    private const int GraceShare = 8; // of the grace, what a row may be ahead of a partition whose next one is on its way; disorder has the rest
    private const int LiveShare = 10; // a tenth of the interval after a commit, what there is counts as live
    private static readonly TimeSpan WaitMax = TimeSpan.FromMilliseconds(50), PendingWait = TimeSpan.FromMilliseconds(5);

    private readonly ILog _log;
    private readonly StreamOptions _stream;
    private readonly IngestOptions _options;
    private readonly IReadOnlyDictionary<FeedDefinition, RowMapper> _mappers;
    private readonly ILogProducer _producer;
    private readonly SessionWriter _writer;
    private readonly FeedMemory _memory;
    private readonly List<TopicSource> _sources = [];
    private readonly ByteBuffer _row = new(4096), _id = new(64);
    private readonly long _aheadMs;
    private long _lastCommit, _lastLook, _saidAt;
    private long _quietFromMs = TopicSource.NoTime; // event time when the last partition came to its end
    private int _pending;

    /// <summary>Takes the stream over from whoever fed it, and learns how far that came.</summary>
    /// <param name="feeds">Each has a topic.</param>
    /// <exception cref="IngestException">A topic does not exist, or the stream was filled under other keys.</exception>
    public TopicFeeds(ILog log, StreamOptions stream, IReadOnlyList<FeedDefinition> feeds, IngestOptions options)
    {
        (_log, _stream, _options) = (log, stream, options);
        _aheadMs = stream.GraceMs / GraceShare;
        PlaceResolver places = new(options.Gazetteer, new UnknownNames());
        Pseudonyms pseudonyms = new(options.Keys);
        _mappers = feeds.ToDictionary(feed => feed, feed => new RowMapper(feed, places, options.Catalogue, pseudonyms, options.Segments));
        _producer = log.OpenProducer($"ingest-{stream.Topic}"); // fences an earlier owner before its state is read
        try
        {
            _memory = new FeedMemory(log, stream, options.Keys.Fingerprint);
            _writer = new SessionWriter(_producer, [stream], options.SchemaIds is { } ids ? new RegistryFraming(ids) : null);
            FindPartitions();
        }
        catch
        {
            _producer.Dispose();
            throw;
        }

        _lastCommit = _saidAt = options.Time.GetTimestamp();
    }

    /// <summary>Rows taken, whatever became of them.</summary>
    public long Rows { get; private set; }

    /// <summary>Works until it is cancelled.</summary>
    /// <exception cref="LogException">A commit was refused, or the log is away: another start goes on from the last commit.</exception>
    public void Run(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            long seen = _log.Version;
            if (!Step()) _log.WaitForCommit(seen, _pending > 0 ? PendingWait : WaitMax, CancellationToken.None);
        }
    }

    /// <summary>Takes what there is, and commits when that is due.</summary>
    /// <returns>False when there was nothing to do: wait for records.</returns>
    public bool Step()
    {
        if (ElapsedMs(_lastLook) >= TopicsEveryMs) FindPartitions();
        foreach (TopicSource source in _sources) source.Look();
        bool worked = false;
        while (!IsFull && TakeRun()) worked = true;
        bool isDue = IsFull || ElapsedMs(_lastCommit) >= (worked ? _options.CommitIntervalMs : _options.CommitIntervalMs / LiveShare);
        if (isDue && (HasNews() || IsTimeToSay())) Commit();
        return worked;
    }

    public void Dispose()
    {
        foreach (TopicSource source in _sources) _log.Release(source.Partition);
        _producer.Dispose();
    }

    private bool IsFull => _pending >= PendingRowsMax || _writer.PendingBytes >= PendingBytesMax;

    /// <summary>Takes rows of the partition that is furthest back, as long as it is, or until a partition that may have earlier ones
    /// must be waited for.</summary>
    private bool TakeRun()
    {
        TopicSource? first = null;
        long limit = long.MaxValue; // of the others: the time of the next row, or how far ahead of one that is waited for a row may be
        foreach (TopicSource source in _sources)
        {
            if (source.HasRow && (first is null || source.RowMs < first.RowMs))
            {
                if (first is not null) limit = Math.Min(limit, first.RowMs);
                first = source;
            }
            else if (source.HasRow)
            {
                limit = Math.Min(limit, source.RowMs);
            }
            else if (source.Supply != Supply.AtEnd)
            {
                limit = Math.Min(limit, source.ReachedMs == TopicSource.NoTime ? TopicSource.NoTime : source.ReachedMs + _aheadMs);
            }
        }

        if (first is null || first.RowMs > limit) return false;
        do
        {
            Take(first);
        }
        while (first.MoveOn() && first.RowMs <= limit && !IsFull);
        first.Look();
        return true;
    }

    private void Take(TopicSource source)
    {
        _pending++;
        Rows++;
        int partition = source.Partition.Partition;
        if (source.IsTombstone)
        {
            _writer.Other(source.Mapper, source.RecordMs, partition);
            return;
        }

        _row.Clear();
        if (source.Row.Fault is { } fault) source.Row.Fault = fault with { Detail = At(source, fault.Detail) };
        MergedRow.Write(source.Row, 0, _row);
        MergedRow row = new(source.RowMs, _row.Written);
        if (source.Row.Fault is not null)
        {
            _writer.DeadLetter(source.Mapper, row, source.Partition.Topic, row.FaultReason, row.FaultDetail, source.RecordMs, partition);
            return;
        }

        source.ReachedMs = Math.Max(source.ReachedMs, source.RowMs);
        switch (source.Mapper.Map(row, DerivedId(source)))
        {
            case RowOutcome.Event:
                _writer.Event(source.Mapper, source.RowMs);
                break;
            case RowOutcome.Other:
                _writer.Other(source.Mapper, source.RowMs, partition);
                break;
            default:
                byte[] detail = Encoding.UTF8.GetBytes(At(source, source.Mapper.Refusal));
                _writer.DeadLetter(source.Mapper, row, source.Partition.Topic, "invalid"u8, detail, source.RowMs, partition);
                break;
        }
    }

    private static string At(TopicSource source, string what) => $"{source.Partition}@{source.Row.Number}: {what}";

    private ReadOnlySpan<byte> DerivedId(TopicSource source)
    {
        _id.Clear();
        _id.Append(source.IdPrefix);
        _ = Utf8Formatter.TryFormat(source.Row.Number, _id.GetSpan(20), out int written);
        _id.Advance(written);
        return _id.Written;
    }

    private bool HasNews() => _pending > 0 || _sources.Exists(source => source.Next != source.Committed);

    /// <summary>While nothing comes, the time goes on now and then, so that windows close.</summary>
    private bool IsTimeToSay() => ElapsedMs(_saidAt) >= QuietProgressMs && Reached() > _memory.SaidMs;

    private void Commit()
    {
        if (Reached() is var reached && reached > _memory.SaidMs)
        {
            _memory.SaidMs = reached;
            _writer.Progress(_ => reached);
        }

        _writer.Commit(AddPosition, _memory.Committed);
        foreach (TopicSource source in _sources) source.Committed = source.Next;
        _pending = 0;
        _lastCommit = _saidAt = _options.Time.GetTimestamp();
    }

    private void AddPosition(CommitBatch batch)
    {
        foreach (TopicSource source in _sources)
        {
            if (source.Next != source.Committed) batch.SetPosition(source.Group, source.Partition, new GroupPosition(source.Next, source.Next));
        }

        _memory.Write(batch);
    }

    /// <summary>Event time behind which nothing is expected: that of the partition which is furthest back, of those that are not idle; when
    /// all are, time goes on from the furthest at the clock's pace.</summary>
    private long Reached()
    {
        long slowest = long.MaxValue, fastest = _memory.SaidMs;
        double quietMs = double.MaxValue;
        foreach (TopicSource source in _sources)
        {
            double idleMs = source.HasRow ? 0 : source.IdleTime(_stream.IdleMs).TotalMilliseconds;
            if (idleMs == 0) slowest = Math.Min(slowest, source.ReachedMs);
            fastest = Math.Max(fastest, source.ReachedMs);
            quietMs = Math.Min(quietMs, idleMs);
        }

        if (slowest < long.MaxValue || fastest == TopicSource.NoTime)
        {
            _quietFromMs = TopicSource.NoTime;
            return slowest < long.MaxValue ? slowest : fastest;
        }

        if (_quietFromMs == TopicSource.NoTime) _quietFromMs = fastest;
        long nowMs = _options.Time.GetUtcNow().ToUnixTimeMilliseconds();
        return Math.Max(fastest, Math.Min(nowMs, _quietFromMs + (long)quietMs - _stream.IdleMs));
    }

    /// <summary>Also those that were added to a topic since.</summary>
    private void FindPartitions()
    {
        _lastLook = _options.Time.GetTimestamp();
        Dictionary<string, TopicDescription> topics = _log.Topics.ToDictionary(topic => topic.Definition.Name);
        foreach ((FeedDefinition feed, RowMapper mapper) in _mappers)
        {
            if (!topics.TryGetValue(feed.Topic!, out TopicDescription? topic))
                throw new IngestException($"topic {feed.Topic} does not exist; feed {feed.Name} reads it: create it, or correct the feed's topic");
            for (int partition = _sources.Count(source => source.Feed == feed); partition < topic.Definition.Partitions; partition++)
                _sources.Add(new TopicSource(_log, feed, mapper, topic, partition, _options));
        }
    }

    private double ElapsedMs(long since) => _options.Time.GetElapsedTime(since).TotalMilliseconds;
}
