using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams.Hashing;
using Houle.Streams.Log;
using Houle.Streams.Observe.Creators;
using Houle.Streams.Runtime;
using Houle.Streams.Topology;
using Houle.Streams.Windows;

namespace Houle.Streams.Observe;

/// <summary>The first stage: reads one partition of a source topic and turns events into partial counts per cell and
/// minute, accounts and dead letters.</summary>
/// <remarks>What it keeps across commits: the stream time, what it has announced, and the ids of the duplicates'
/// horizon (<see cref="ObserveJournal"/>), and the state of each creator (<see cref="CreatorBook"/>). Partial counts leave with every commit.</remarks>
public sealed class ObserveTask : IStandbyTask
{
    public const string GroupName = "observe";

    // With index and ring, and with a page's row, its sketch and index: measured, rounded up.
    private const int BytesPerId = 48, BytesPerCreator = 300;

    private const int PrefetchAhead = 12;
    private const int PrefetchRowAhead = 6; // by then the slot has come

    private readonly TopologyOptions _options;
    private readonly StreamOptions _stream;
    private readonly WindowTable _table;
    private readonly Admission _admission;
    private readonly Fold _fold;
    private readonly ActivityWriter _activity;
    private readonly AccountingWriter _accounting;
    private readonly ObserveJournal _journal;
    private readonly IdleControl _idle;
    private readonly CreatorBook? _creators; // social alone
    private readonly PostEventWriter _posts;
    private readonly ShelfCounts? _shelves; // sales alone
    private readonly CarriedCounts? _carried; // social alone
    private readonly ByteBuffer _rewritten = new(512); // an event of an older schema, as today's has it
    private long _announcedMinute = long.MinValue;

    public ObserveTask(TopologyOptions options, StreamOptions stream, int partition)
    {
        _options = options;
        _stream = stream;
        _table = new WindowTable(options.CountsOnly, options.ShardsAboveCity);
        Source = new TopicPartition(stream.Topic, partition);
        _admission = new Admission(options, stream, Source);
        _fold = new Fold(options, stream, _table);
        _activity = new ActivityWriter(options, _table);
        _accounting = new AccountingWriter(options, stream.Stream, Source);
        _journal = new ObserveJournal(new TopicPartition(TopicNames.ObserveChangelog(stream.Topic), partition));
        _idle = new IdleControl(Source);
        _posts = new PostEventWriter(options);
        bool isJoined = options.Joined is not null && stream.Ordinal == 0;
        if (stream.Stream == Events.Stream.Sales && isJoined) _shelves = new ShelfCounts(options);
        if (stream.Stream == Events.Stream.Social && isJoined) _carried = new CarriedCounts(options);
        if (stream.Stream == Events.Stream.Social && options.CreatorsMax > 0)
            _creators = new CreatorBook(stream.Ordinal == 0 ? options : options with { Detection = null }, stream.Partitions, _posts, new TopicPartition(TopicNames.CreatorsChangelog(stream.Topic), partition));
    }

    public string Group => GroupName;

    public TopicPartition Source { get; }

    public StreamOptions Stream => _stream;

    public long NextOffset { get; private set; }

    public long? StreamTimeMs => _admission.StreamTimeMs;

    public bool CommitSoon => FirstOpenMinute > _announcedMinute || _creators is { IsSweeping: true };

    public int PendingRows => _table.EntityCount + _table.GroupCount;

    /// <summary>Events of creators for whom there was no room; their mentions count as authentic.</summary>
    public long CreatorsUntracked => _creators?.Untracked ?? 0;

    /// <summary>Ids dropped from the duplicate filter because there were more than its bound.</summary>
    public long DuplicateIdsDropped => _admission.Duplicates?.Dropped ?? 0;

    private long FirstOpenMinute => _admission.StreamTimeMs == Admission.NoTime
        ? long.MinValue
        : Minutes.FirstOpen(_stream.GraceMs, _admission.StreamTimeMs);

    public long StateBytes => ((long)BytesPerId * (_admission.Duplicates?.Count ?? 0)) + ((long)BytesPerCreator * (_creators?.Count ?? 0));

    public IReadOnlyList<TopicPartition> Follows => _creators is null ? [_journal.Changelog] : [_journal.Changelog, _creators.Changelog];

    public Supply Follow(ILog log, GroupPosition committed)
    {
        Supply ids = _journal.Follow(log, _admission), creators = _creators?.Follow(log) ?? Supply.AtEnd;
        return (Supply)Math.Max((int)ids, (int)creators);
    }

    public void Restore(ILog log)
    {
        GroupPosition? position = log.Position(Group, Source);
        NextOffset = position?.Next ?? log.Range(Source).Start;
        _announcedMinute = _journal.Restore(log, _admission);
        PositionLostException.ThrowIf(position, _journal.HasRecords, Group, Source, _journal.Changelog);
        _creators?.Restore(log);
        _idle.Load(log, NextOffset);
        FollowControl();
    }

    public void Process(RecordBatch batch, CommitBatch commit)
    {
        Span<ulong> hashes = stackalloc ulong[16]; // of the keys of the records ahead
        for (int i = 0; i < batch.Count; i++)
        {
            if (_creators is not null && i + PrefetchAhead < batch.Count)
            {
                ulong hash = Hash64.Of(batch[i + PrefetchAhead].Key);
                hashes[(i + PrefetchAhead) & 15] = hash;
                _creators.PrefetchSlot(hash);
                _creators.PrefetchRow(hashes[(i + PrefetchRowAhead) & 15]);
            }

            RecordView record = batch[i];
            Observe(record, commit);
            NextOffset = record.Offset + 1;
            FollowControl();
        }
    }

    /// <summary>The log has confirmed that the partition is idle: it follows the stream, on the record.</summary>
    /// <param name="streamTimeMs">The largest stream time of the stream's other partitions.</param>
    /// <returns>True when that moved its time.</returns>
    public bool FollowStream(long streamTimeMs, CommitBatch commit)
    {
        if (streamTimeMs <= _admission.StreamTimeMs) return false;
        _admission.Advance(streamTimeMs);
        _idle.Write(NextOffset - 1, streamTimeMs, commit);
        return true;
    }

    public void Flush(CommitBatch commit)
    {
        _fold.Flush();
        _creators?.CloseDays(_admission.StreamTimeMs);
        _creators?.Flush(commit);
        _activity.Write(commit, _admission.Ledger);
        _shelves?.Write(commit);
        _carried?.Write(commit);
        _accounting.Write(_admission.Ledger, commit);
        if (FirstOpenMinute > _announcedMinute)
        {
            _announcedMinute = FirstOpenMinute;
            _activity.Announce(commit, _stream, Source.Partition, _admission.StreamTimeMs);
        }

        _journal.Write(_admission, _announcedMinute, commit);
        commit.SetPosition(Group, Source, new GroupPosition(NextOffset, NextOffset));
    }

    public void Committed(CommitBatch commit)
    {
        _journal.Committed(commit, _admission);
        _creators?.Committed(commit);
    }

    public void SkipTo(long offset) => NextOffset = offset;

    private void FollowControl()
    {
        while (_idle.TryTake(NextOffset - 1, out long streamTimeMs)) _admission.Advance(streamTimeMs);
    }

    private void Observe(scoped in RecordView record, CommitBatch commit)
    {
        if (record.IsTombstone)
        {
            _admission.TakeTombstone();
            return;
        }

        try
        {
            EventKind kind = EventDecoder.Decode(record.Value, _rewritten, _options.Registered, out ReadOnlySpan<byte> body, out string problem);
            if (kind == EventKind.Unknown) _admission.Refuse(record, "unknown_schema", problem, commit);
            else if (!EventDecoder.Belongs(kind, _stream.Stream)) _admission.Refuse(record, "wrong_stream", "an event of this kind does not belong in this topic", commit);
            else Observe(record, kind, body, commit);
        }
        catch (AvroException e)
        {
            _admission.Refuse(record, "malformed", e.Message, commit);
        }
    }

    private void Observe(scoped in RecordView record, EventKind kind, scoped ReadOnlySpan<byte> body, CommitBatch commit)
    {
        switch (kind)
        {
            case EventKind.Mention:
                Mention(record, Events.Mention.Read(body), commit);
                break;
            case EventKind.Intent:
                Intent intent = Intent.Read(body);
                if (_admission.TryAdmit(record, intent.EventId, intent.OccurredAtMs, Rules.Of(intent), 1_000_000, commit, out long intentLate))
                {
                    _fold.Intent(intent, intentLate);
                    if (_options.CreatorsMax > 0) _posts.Step(intent, commit);
                }

                break;
            case EventKind.Sale:
                Sale sale = Sale.Read(body);
                long? cents = sale.Amount.Scale <= 2 ? sale.Amount.UnscaledAt(2) : null;
                if (_admission.TryAdmit(record, sale.EventId, sale.OccurredAtMs, Rules.Of(sale, cents), 1_000_000, commit, out long saleLate))
                {
                    _fold.Sale(sale, cents ?? 0, saleLate);
                    _shelves?.Sale(sale, saleLate);
                }

                break;
            case EventKind.StockLevel:
                StockLevel level = StockLevel.Read(body);
                if (_admission.TryTakeLevel(record, level.OccurredAtMs, Rules.Of(level), commit, out long levelLate)) _shelves?.Level(level, levelLate);
                break;
            case EventKind.FootTraffic:
                FootTraffic traffic = FootTraffic.Read(body);
                if (_admission.TryAdmit(record, traffic.EventId, traffic.OccurredAtMs, Rules.Of(traffic), 1_000_000, commit, out long trafficLate))
                    _fold.FootTraffic(traffic, trafficLate);
                break;
            case EventKind.Community:
                CommunityEvent happening = CommunityEvent.Read(body);
                if (_admission.TryAdmit(record, happening.EventId, happening.OccurredAtMs, Rules.Of(happening), 1_000_000, commit, out long communityLate))
                    _fold.Community(happening, communityLate);
                break;
            case EventKind.Progress:
                _admission.TakeProgress(record, Progress.Read(body).StreamTimeMs, commit);
                break;
            case EventKind.CreatorSnapshot:
                CreatorSnapshot account = CreatorSnapshot.Read(body);
                _admission.TakeOther(account.OccurredAtMs);
                if (IsUsable(record, account.OccurredAtMs)) _creators?.Snapshot(account, _admission.StreamTimeMs, commit);
                break;
            case EventKind.PostSnapshot:
                PostSnapshot post = PostSnapshot.Read(body);
                _admission.TakeOther(post.OccurredAtMs);
                if (IsUsable(record, post.OccurredAtMs)) _creators?.Snapshot(post, _admission.StreamTimeMs, commit);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "is no kind of event");
        }
    }

    private void Mention(scoped in RecordView record, scoped in Mention mention, CommitBatch commit)
    {
        string? problem = Rules.Of(mention);
        long weight = problem is null ? Check.Millionths(mention.Weight) : 0;
        if (!_admission.TryAdmit(record, mention.EventId, mention.OccurredAtMs, problem, weight, commit, out long late)) return;
        long authentic = _creators?.Mention(mention, weight, _admission.StreamTimeMs, commit) ?? weight;
        _fold.Mention(mention, weight, authentic, late);
        if (late == GroupKey.OnTime) _carried?.Mention(mention);
    }

    /// <summary>Whether a snapshot's time is one that an event may have: another would spoil its creator's account.</summary>
    private bool IsUsable(scoped in RecordView record, long occurredAtMs) =>
        Check.Time(occurredAtMs) is null && occurredAtMs <= record.TimestampMs + _options.FutureMaxMs;
}
