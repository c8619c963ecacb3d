using System.Buffers.Binary;
using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams.Log;

namespace Houle.Streams.State;

/// <summary>Writes a table's rows to a changelog and rebuilds it from there: each commit holds the rows that changed and,
/// in turn, about as many bytes of rows that did not.</summary>
/// <remarks>
/// When the turn has come to every row, a cycle is complete: all the state has been written since its start, and records
/// before that are trimmed. A row that changed during the cycle is not written again in its turn. So writing costs at most
/// twice the changes, and the changelog is never longer than about four times the state; a page in docs/decisions/
/// (state-changelog) has the measurements.
/// One thread; after a failed commit it is thrown away with its task.
/// </remarks>
public sealed class StateChangelog(TopicPartition changelog, IStateTable table)
{
    /// <summary>A record is closed when it passes this many bytes: well below any log's limit, and a batch's worth.</summary>
    private const int RecordBytesMax = 256 << 10;

    private const int PrefetchAhead = 8;

    private readonly LogTail _tail = new(changelog);
    private readonly List<int> _changed = [];
    private readonly ByteBuffer _gone = new();
    private readonly ByteBuffer _rows = new(RecordBytesMax);
    private int[] _writtenIn = new int[64]; // the write in which each row was last written, or is to be
    private int _write = 1;
    private int _cycleFirstWrite = 1;
    private int _turn; // rows below it have been written in this cycle
    private long _end;
    private long _cycleStart;

    /// <summary>Bytes of rows written so far because they had changed.</summary>
    public long ChangedBytes { get; private set; }

    /// <summary>Bytes of rows written so far because it was their turn.</summary>
    public long TurnBytes { get; private set; }

    /// <summary>The row is new, has another value, or has taken the place of another.</summary>
    public void Changed(int row)
    {
        if (row >= _writtenIn.Length) Array.Resize(ref _writtenIn, Math.Max(row + 1, _writtenIn.Length * 2));
        if (_writtenIn[row] == _write) return;
        _writtenIn[row] = _write;
        _changed.Add(row);
    }

    /// <summary>The key's row is gone. A row that takes its number is announced by <see cref="Changed"/>.</summary>
    public void Removed(ReadOnlySpan<byte> key)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_gone.GetSpan(sizeof(int)), ~key.Length);
        _gone.Advance(sizeof(int));
        _gone.Append(key);
    }

    /// <summary>Adds what changed since the last write, and a slice of the rest; nothing when nothing changed.</summary>
    public void Write(CommitBatch commit)
    {
        if (_changed.Count == 0 && _gone.Length == 0) return;
        _rows.Append(_gone.Written); // first: a key may have come back since
        long bytes = _gone.Length;
        for (int i = 0; i < _changed.Count; i++)
        {
            if (i + PrefetchAhead < _changed.Count) table.Prefetch(_changed[i + PrefetchAhead]); // they lie anywhere
            bytes += Append(_changed[i], commit);
        }

        ChangedBytes += bytes;
        TakeTurns(bytes, commit);
        FinishRecord(commit);
        _gone.Clear();
        _changed.Clear();
        _write++;
        if (_turn < table.RowLimit) return;
        commit.TrimBefore(changelog, _cycleStart);
        _turn = 0;
        _cycleFirstWrite = _write;
        _cycleStart = -1; // the next write begins a cycle, where this commit will have ended
    }

    /// <summary>Learns where the changelog ends, before the commit is cleared.</summary>
    public void Committed(CommitBatch commit)
    {
        if (commit.LastOffset(changelog) is { } last) _end = last + 1;
        if (_cycleStart < 0) _cycleStart = _end;
    }

    /// <summary>Rebuilds the table, which is empty, from the whole changelog, or from where <see cref="Follow"/> has come; records of
    /// other kinds in it are left out.</summary>
    /// <exception cref="StateFormException">A record is of another form, or cannot be read.</exception>
    public void Restore(ILog log)
    {
        _tail.TakeRest(log, Apply);
        _end = log.Range(changelog).End;
        _cycleStart = _end;
    }

    /// <summary>Takes some of what another process writes to the changelog, before <see cref="Restore"/>.</summary>
    public Supply Follow(ILog log) => _tail.TakeSome(log, Apply);

    private void Apply(scoped in RecordView record)
    {
        if (SingleObject.TryReadFingerprint(record.Value, out ulong fingerprint) && fingerprint == StateRows.Fingerprint) StateForm.Read(changelog, record, Take);
    }

    private void Take(scoped in RecordView record)
    {
        if (!TryApply(StateRows.Read(SingleObject.Body(record.Value)).Rows)) throw new InvalidDataException("it ends inside a row");
    }

    private bool TryApply(ReadOnlySpan<byte> rows)
    {
        while (!rows.IsEmpty)
        {
            if (rows.Length < sizeof(int)) return false;
            int length = BinaryPrimitives.ReadInt32LittleEndian(rows);
            rows = rows[sizeof(int)..];
            int bytes = length < 0 ? ~length : length;
            if (bytes > rows.Length) return false;
            if (length < 0) table.Remove(rows[..bytes]);
            else table.Put(rows[..bytes]);
            rows = rows[bytes..];
        }

        return true;
    }

    /// <summary>Rows that are due and were not written in this cycle, up to <paramref name="bytes"/> of them.</summary>
    private void TakeTurns(long bytes, CommitBatch commit)
    {
        long taken = 0;
        for (; _turn < table.RowLimit && taken < bytes; _turn++)
        {
            if (_turn < _writtenIn.Length && _writtenIn[_turn] >= _cycleFirstWrite) continue;
            taken += Append(_turn, commit);
        }

        TurnBytes += taken;
    }

    private int Append(int row, CommitBatch commit)
    {
        int start = _rows.Length;
        _rows.GetSpan(sizeof(int));
        _rows.Advance(sizeof(int));
        if (!table.TryWrite(row, _rows))
        {
            _rows.Truncate(start);
            return 0;
        }

        int length = _rows.Length - start - sizeof(int);
        BinaryPrimitives.WriteInt32LittleEndian(_rows.Array.AsSpan(start), length);
        if (_rows.Length >= RecordBytesMax) FinishRecord(commit);
        return length + sizeof(int);
    }

    private void FinishRecord(CommitBatch commit)
    {
        if (_rows.Length == 0) return;
        ByteBuffer to = commit.Begin(changelog, CommitBatch.StampAtCommit, StateForm.Key);
        new StateRows { Rows = _rows.Written }.WriteSingleObject(to);
        commit.End();
        _rows.Clear();
    }
}
