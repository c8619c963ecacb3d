using Houle.Streams.Hashing;
using Houle.Streams.Log;
using Houle.Streams.Topology;
using Houle.Streams.Windows;

namespace Houle.Streams.Observe;

/// <summary>Decides what becomes of each event of a partition, in the order of design section 4: validate, de-duplicate,
/// then lateness; keeps the partition's stream time and its accounts.</summary>
internal sealed class Admission
{
    public const long NoTime = long.MinValue;

    private readonly TopologyOptions _options;
    private readonly StreamOptions _stream;
    private readonly DeadLetters _deadLetters;

    public Admission(TopologyOptions options, StreamOptions stream, TopicPartition source)
    {
        _options = options;
        _stream = stream;
        _deadLetters = new DeadLetters(options, stream.Stream, source);
        Duplicates = stream.DuplicateHorizonMs > 0
            ? new DuplicateFilter(stream.DuplicateHorizonMs, stream.DuplicateIdsMax)
            : null;
    }

    /// <summary>Largest event time among accepted events and Progress records; <see cref="NoTime"/> before any.</summary>
    public long StreamTimeMs { get; private set; } = NoTime;

    public AccountingLedger Ledger { get; } = new();

    /// <summary>Null when the stream does not check.</summary>
    public DuplicateFilter? Duplicates { get; }

    /// <summary>Takes the event or says where it went instead.</summary>
    /// <param name="problem">What the event's own checks found, or null.</param>
    /// <param name="weight">In millionths.</param>
    /// <param name="lateInMs">The minute to which a late event's correction belongs; else OnTime.</param>
    public bool TryAdmit(
        in RecordView record, scoped ReadOnlySpan<byte> eventId, long occurredAtMs, string? problem, long weight,
        CommitBatch commit, out long lateInMs)
    {
        lateInMs = GroupKey.OnTime;
        problem ??= Check.EventId(eventId) ?? Check.Time(occurredAtMs);
        if (problem is not null)
        {
            Refuse(record, "invalid", problem, commit);
            return false;
        }

        if (occurredAtMs > record.TimestampMs + _options.FutureMaxMs)
        {
            Refuse(record, "too_far_ahead", "occurred_at is later than the record's timestamp allows", commit);
            return false;
        }

        if (Duplicates is not null && !IsNew(record, eventId, occurredAtMs, commit)) return false;

        ref HourAccount account = ref Ledger.At(occurredAtMs);
        account.Read++;
        account.Accepted++;
        account.AcceptedWeight += weight;
        if (Minutes.IsClosed(Minutes.StartOf(occurredAtMs), _stream.GraceMs, StreamTimeMs))
        {
            account.Late++;
            lateInMs = Minutes.StartOf(StreamTimeMs);
        }

        StreamTimeMs = Math.Max(StreamTimeMs, occurredAtMs);
        return true;
    }

    /// <summary>A Progress record: it moves stream time as an accepted event does.</summary>
    public void TakeProgress(in RecordView record, long streamTimeMs, CommitBatch commit)
    {
        if (Check.Time(streamTimeMs) is not null)
        {
            Refuse(record, "invalid", "stream_time is before 2000", commit);
            return;
        }

        if (streamTimeMs > record.TimestampMs + _options.FutureMaxMs)
        {
            Refuse(record, "too_far_ahead", "stream_time is later than the record's timestamp allows", commit);
            return;
        }

        TakeOther(streamTimeMs);
        Advance(streamTimeMs);
    }

    /// <summary>A record that no window counts.</summary>
    public void TakeOther(long timeMs)
    {
        ref HourAccount account = ref Ledger.At(Math.Max(0, timeMs));
        account.Read++;
        account.Other++;
    }

    /// <summary>Takes a level, which no window counts and which does not move the stream's time.</summary>
    /// <param name="lateInMs">As of <see cref="TryAdmit"/>.</param>
    public bool TryTakeLevel(in RecordView record, long occurredAtMs, string? problem, CommitBatch commit, out long lateInMs)
    {
        lateInMs = GroupKey.OnTime;
        problem ??= Check.Time(occurredAtMs);
        if (problem is not null || occurredAtMs > record.TimestampMs + _options.FutureMaxMs)
        {
            Refuse(record, problem is null ? "too_far_ahead" : "invalid", problem ?? "occurred_at is later than the record's timestamp allows", commit);
            return false;
        }

        TakeOther(occurredAtMs);
        if (Minutes.IsClosed(Minutes.StartOf(occurredAtMs), _stream.GraceMs, StreamTimeMs)) lateInMs = Minutes.StartOf(StreamTimeMs);
        return true;
    }

    public void TakeTombstone() => TakeOther(StreamTimeMs);

    public void Advance(long streamTimeMs) => StreamTimeMs = Math.Max(StreamTimeMs, streamTimeMs);

    /// <summary>To the dead letters, and into the account of the hour that the partition has reached.</summary>
    public void Refuse(in RecordView record, string reason, string detail, CommitBatch commit)
    {
        ref HourAccount account = ref Ledger.At(Math.Max(0, StreamTimeMs));
        account.Read++;
        account.DeadLettered++;
        _deadLetters.Write(record, reason, detail, commit);
    }

    private bool IsNew(
        in RecordView record, scoped ReadOnlySpan<byte> eventId, long occurredAtMs, CommitBatch commit)
    {
        if (StreamTimeMs != NoTime && occurredAtMs < StreamTimeMs - _stream.DuplicateHorizonMs)
        {
            Refuse(record, "unverifiable", "the event is older than the horizon within which duplicates are known", commit);
            return false;
        }

        if (Duplicates!.TryAdd(Hash64.Of128(eventId), Math.Max(StreamTimeMs, occurredAtMs))) return true;
        ref HourAccount account = ref Ledger.At(occurredAtMs);
        account.Read++;
        account.Duplicates++;
        return false;
    }
}
