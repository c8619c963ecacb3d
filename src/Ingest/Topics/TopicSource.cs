using System.Security.Cryptography;
using System.Text;
using Houle.Ingest.Feeds;
using Houle.Ingest.Files;
using Houle.Ingest.Mapping;
using Houle.Ingest.Sessions;
using Houle.Streams.Log;

namespace Houle.Ingest.Topics;

/// <summary>One partition that a feed reads: its first record that is not yet taken, as a row, and how far it has come.</summary>
internal sealed class TopicSource
{
    /// <summary>Of a partition that has not said a time yet.</summary>
    public const long NoTime = long.MinValue;

    private const int ReadRecordsMax = 2_000;

    private readonly ILog _log;
    private readonly TimeProvider _clock;
    private readonly RecordRows _rows;
    private readonly RecordBatch _batch = new(ReadRecordsMax);
    private int _at;
    private long _endSince, _confirmed;

    public TopicSource(ILog log, FeedDefinition feed, RowMapper mapper, TopicDescription topic, int partition, IngestOptions options)
    {
        (_log, _clock, Feed, Mapper) = (log, options.Time, feed, mapper);
        Partition = new TopicPartition(feed.Topic!, partition);
        Group = $"ingest-{feed.Name}";
        Row = new Row(feed.Columns.Count);
        _rows = new RecordRows(feed, options.FindSchema);
        IdPrefix = Encoding.ASCII.GetBytes($"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{feed.Name}\n{topic.Id}"))[..12])}-{partition}-");
        Next = Committed = log.Position(Group, Partition)?.Next ?? log.Range(Partition).Start;
    }

    public FeedDefinition Feed { get; }

    public RowMapper Mapper { get; }

    public TopicPartition Partition { get; }

    /// <summary>Whose position says how far the feed has come.</summary>
    public string Group { get; }

    /// <summary>First part of the ids of events without one; the offset follows.</summary>
    public byte[] IdPrefix { get; }

    /// <summary>The first record that was not taken, while there is one.</summary>
    public Row Row { get; }

    public bool IsTombstone { get; private set; }

    public Supply Supply { get; private set; } = Supply.OnTheWay;

    public bool HasRow => _at < _batch.Count;

    /// <summary>What the row is merged by: its event time; of one that cannot be used, the lowest, so that it holds nobody up.</summary>
    public long RowMs { get; private set; }

    /// <summary>The record's own time, which a row without one is accounted under.</summary>
    public long RecordMs { get; private set; }

    /// <summary>Largest event time taken.</summary>
    public long ReachedMs { get; set; } = NoTime;

    /// <summary>The offset that is taken next.</summary>
    public long Next { get; private set; }

    /// <summary>The offset that the last commit carried.</summary>
    public long Committed { get; set; }

    /// <summary>Looks for a row where there is none.</summary>
    public void Look()
    {
        if (HasRow) return;
        PartitionView view = _log.Look(Partition, Next);
        (Supply, Next) = (view.Supply, view.Next);
        if (view.Supply == Supply.AtEnd)
        {
            if (_endSince == 0) _endSince = _clock.GetTimestamp();
            return;
        }

        if (view.Supply != Supply.Ready) return;
        _endSince = 0;
        _at = 0;
        if (_log.Read(Partition, Next, _batch) > 0) Decode();
    }

    /// <summary>The row was taken: the next one of its batch, if there is one, is there.</summary>
    public bool MoveOn()
    {
        Next = _batch[_at].Offset + 1;
        _at++;
        if (!HasRow) return false;
        Decode();
        return true;
    }

    /// <summary>How long it has been at its end, as the log confirms; zero otherwise. A log that is away throws: that is not idleness.</summary>
    public TimeSpan IdleTime(long idleMs)
    {
        if (_endSince == 0) return TimeSpan.Zero;
        TimeSpan quiet = _clock.GetElapsedTime(_endSince);
        if (quiet.TotalMilliseconds < idleMs) return TimeSpan.Zero;
        if (_confirmed > _endSince && _clock.GetElapsedTime(_confirmed).TotalMilliseconds < idleMs) return quiet;
        if (_log.Range(Partition).End > Next)
        {
            _endSince = 0;
            return TimeSpan.Zero;
        }

        _confirmed = _clock.GetTimestamp();
        return quiet;
    }

    private void Decode()
    {
        RecordView record = _batch[_at];
        (IsTombstone, RecordMs, RowMs) = (record.IsTombstone, record.TimestampMs, NoTime);
        if (IsTombstone) return;
        _rows.Read(record, Row);
        // Against the record's own time, so that a restart refuses the same; and against the clock, since producers may say any.
        long maxMs = Math.Min(RecordMs, _clock.GetUtcNow().ToUnixTimeMilliseconds()) + RowTime.FutureMaxMs;
        long timeMs = NoTime;
        Row.Fault ??= RowTime.Fault(Row, Feed, maxMs, out timeMs);
        if (Row.Fault is null) RowMs = timeMs;
    }
}
