using System.Buffers.Binary;
using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams.Log;
using Houle.Streams.State;

namespace Houle.Streams.Observe;

/// <summary>The changelog of an Observe task: after each commit's records come the ids that were new in it and the stream
/// time, so that reading it from its start rebuilds the duplicate filter.</summary>
/// <remarks>Ids leave the filter in the order in which they came, so the changelog is trimmed behind the record that holds
/// the oldest id still known: it needs no snapshots, and is as long as the horizon.</remarks>
internal sealed class ObserveJournal(TopicPartition changelog)
{
    private const int IdBytes = 24;

    private readonly LogTail _tail = new(changelog);
    private readonly Queue<(long Offset, long IdsUpTo)> _records = [];
    private readonly byte[] _id = new byte[IdBytes];
    private long _idsWritten, _announced = long.MinValue;
    private long _streamTimeWritten = Admission.NoTime;

    public TopicPartition Changelog => changelog;

    public bool HasRecords => _records.Count > 0;

    /// <summary>Fills the admission's filter and stream time, from where <see cref="Follow"/> has come.</summary>
    /// <returns>The last minute announced.</returns>
    public long Restore(ILog log, Admission admission)
    {
        _tail.TakeRest(log, Reader(admission));
        _idsWritten = admission.Duplicates?.Next ?? 0;
        _streamTimeWritten = admission.StreamTimeMs;
        return _announced;
    }

    /// <summary>Takes some of what another process writes, before <see cref="Restore"/>.</summary>
    public Supply Follow(ILog log, Admission admission)
    {
        Supply supply = _tail.TakeSome(log, Reader(admission));
        while (IsFirstExpired(admission.Duplicates)) _records.Dequeue(); // as the owner's trims do
        return supply;
    }

    private RecordVisitor Reader(Admission admission)
    {
        RecordVisitor apply = (scoped in RecordView record) => Apply(record, admission);
        return (scoped in RecordView record) => StateForm.Read(changelog, record, apply);
    }

    private void Apply(scoped in RecordView record, Admission admission)
    {
        ObserveState state = ObserveState.Read(SingleObject.Body(record.Value));
        if (state.StreamTimeMs is { } time) admission.Advance(time);
        _announced = state.AnnouncedMinute ?? _announced;
        AddIds(state.Ids, admission.Duplicates);
        _records.Enqueue((record.Offset, admission.Duplicates?.Next ?? 0));
    }

    public void Write(Admission admission, long announcedMinute, CommitBatch commit)
    {
        DuplicateFilter? filter = admission.Duplicates;
        long next = filter?.Next ?? 0;
        if (next == _idsWritten && admission.StreamTimeMs == _streamTimeWritten) return;
        ByteBuffer to = commit.Begin(changelog, CommitBatch.StampAtCommit, StateForm.Key);
        SingleObject.WriteHeader(to, ObserveState.Fingerprint);
        AvroWriter writer = new(to);
        WriteOptional(ref writer, admission.StreamTimeMs == Admission.NoTime ? null : admission.StreamTimeMs);
        WriteOptional(ref writer, announcedMinute == long.MinValue ? null : announcedMinute);
        WriteIds(ref writer, filter, next);
        commit.End();
        Trim(filter, commit);
        _idsWritten = next;
        _streamTimeWritten = admission.StreamTimeMs;
    }

    /// <summary>Learns at which offset the last record stands.</summary>
    public void Committed(CommitBatch commit, Admission admission)
    {
        if (commit.LastOffset(changelog) is { } last) _records.Enqueue((last, admission.Duplicates?.Next ?? 0));
    }

    private static void AddIds(ReadOnlySpan<byte> ids, DuplicateFilter? filter)
    {
        for (; filter is not null && ids.Length >= IdBytes; ids = ids[IdBytes..])
            filter.TryAdd(BinaryPrimitives.ReadUInt128LittleEndian(ids), BinaryPrimitives.ReadInt64LittleEndian(ids[16..]));
    }

    private static void WriteOptional(ref AvroWriter writer, long? value)
    {
        writer.WriteLong(value is null ? 0 : 1);
        if (value is { } known) writer.WriteLong(known);
    }

    private void WriteIds(ref AvroWriter writer, DuplicateFilter? filter, long next)
    {
        long first = filter is null ? next : Math.Max(_idsWritten, filter.First);
        writer.WriteLong((next - first) * IdBytes); // the length that stands before bytes
        for (long number = first; number < next; number++)
        {
            (UInt128 id, long streamTimeMs) = filter!.At(number);
            BinaryPrimitives.WriteUInt128LittleEndian(_id, id);
            BinaryPrimitives.WriteInt64LittleEndian(_id.AsSpan(16), streamTimeMs);
            writer.WriteFixed(_id);
        }
    }

    /// <summary>Records whose ids have all expired go, but for the last one, which holds the stream time.</summary>
    private void Trim(DuplicateFilter? filter, CommitBatch commit)
    {
        long keepFrom = -1;
        while (IsFirstExpired(filter))
        {
            _records.Dequeue();
            keepFrom = _records.Peek().Offset;
        }

        if (keepFrom >= 0) commit.TrimBefore(changelog, keepFrom);
    }

    private bool IsFirstExpired(DuplicateFilter? filter) =>
        _records.Count > 1 && _records.Peek().IdsUpTo <= (filter?.First ?? long.MaxValue);
}
