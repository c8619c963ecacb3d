using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams.Log;

namespace Houle.Streams.State;

/// <summary>Writes a task's state to its changelog in rounds, some bytes a commit, so that a restart loads the last complete
/// round and reads the source again from where that began.</summary>
/// <remarks>
/// A round begins when the source has brought <see cref="RoundBytesMin"/> since the last one began, or twice the bytes of the
/// state if that is more (the first one at once, so that there is state wherever there is a position): so what is written is at most half of what is read, and what is read again is bounded by the
/// state's size. Why not row by row as <see cref="StateChangelog"/>: docs/decisions/detector-checkpoints.md.
/// One thread; after a failed commit it is thrown away with its task.
/// </remarks>
public sealed class Checkpoints(TopicPartition changelog, ICheckpointed state)
{
    /// <summary>Well below any log's limit for a record.</summary>
    private const int PieceBytes = 256 << 10;

    /// <summary>What one commit carries of a round at most: some milliseconds of writing.</summary>
    private const int CommitBytes = 2 << 20;

    private readonly ByteBuffer _part = new(PieceBytes);
    private int _nextPart;
    private int _sent;
    private long _round;
    private long _roundLow;
    private long _roundStart = -1;
    private bool _isRunning, _hasBegun, _isFirst;

    /// <summary>Bytes of the source after which a round begins, where the state is small.</summary>
    public long RoundBytesMin { get; init; } = 16 << 20;

    /// <summary>Bytes of the source taken since the last round began.</summary>
    public long SourceBytes { get; private set; }

    /// <summary>Bytes of state written.</summary>
    public long WrittenBytes { get; private set; }

    /// <summary>The smallest offset of the source that a restart reads: the task's low position.</summary>
    public long Low { get; private set; }

    /// <summary>The task has taken so much of its source.</summary>
    public void Took(int bytes) => SourceBytes += bytes;

    /// <summary>Begins a round when one is due, or goes on with it.</summary>
    /// <param name="low">The smallest offset that the state, as it is now, would have to be completed from.</param>
    public void Write(CommitBatch commit, long low)
    {
        if (_isRunning) Continue(commit);
        else if (_isFirst || SourceBytes >= Math.Max(RoundBytesMin, 2 * state.StateBytes)) Begin(commit, low);
    }

    /// <summary>Learns where the round began, before the commit is cleared.</summary>
    public void Committed(CommitBatch commit)
    {
        if (!_hasBegun) return;
        _hasBegun = false;
        _roundStart = commit.LastOffset(changelog)!.Value;
    }

    /// <summary>Loads the last complete round, if it belongs to the task's position. Rounds of another form are passed over where the
    /// source still has all that they were made from.</summary>
    /// <param name="low">The low offset of that position.</param>
    /// <returns>False when there is none: the source has all of it from <see cref="Low"/> on.</returns>
    /// <exception cref="StateFormException">The rounds are of another form and the source has been trimmed, or they cannot be read.</exception>
    public bool Restore(ILog log, TopicPartition source, long low)
    {
        if (StateForm.Last(log, changelog) is { } form && form != StateForm.Current)
        {
            if (log.Range(source).Start > 0) throw new StateFormException(changelog, form, $"{source} has not all of the records any more to make it again from");
            (Low, _isFirst) = (0, true);
            return false;
        }

        Low = low;
        return Load(log, low) is not null;
    }

    /// <summary>Loads the last complete round of an owner in another process.</summary>
    /// <returns>The smallest offset of the source that completes it; null when there is no such round.</returns>
    /// <exception cref="OffsetOutOfRangeException">The owner has trimmed it meanwhile.</exception>
    /// <exception cref="StateFormException">The owner is another Houle, which writes another form.</exception>
    public long? LoadLast(ILog log)
    {
        if (StateForm.Last(log, changelog) is { } form && form != StateForm.Current)
            throw new StateFormException(changelog, form, "its owner goes on with it");
        return Load(log, null);
    }

    /// <summary>Takes over from an owner whose state is here already, from its rounds and its source.</summary>
    /// <param name="low">The low offset of its position.</param>
    public void Adopt(ILog log, long low)
    {
        Low = low;
        _isFirst = true;
        log.ScanLast(changelog, (scoped in RecordView record) =>
        {
            if (!TryRead(record, out Checkpoint piece)) return;
            _isFirst = false;
            _round = Math.Max(_round, piece.Round);
        });
    }

    private long? Load(ILog log, long? wanted)
    {
        _isFirst = true;
        long complete = -1, low = 0;
        OffsetRange range = log.Range(changelog);
        log.Scan(changelog, range, (scoped in RecordView record) =>
        {
            if (!TryRead(record, out Checkpoint piece)) return;
            _isFirst = false;
            _round = Math.Max(_round, piece.Round);
            if (piece.Step == CheckpointStep.End && (wanted is null || piece.Low == wanted)) (complete, low) = (piece.Round, piece.Low);
        });
        if (complete < 0) return null;
        log.Scan(changelog, range, (scoped in RecordView record) =>
        {
            if (TryRead(record, out Checkpoint piece) && piece.Round == complete) StateForm.Read(changelog, record, Take);
        });
        return low;
    }

    private void Take(scoped in RecordView record)
    {
        Checkpoint piece = Checkpoint.Read(SingleObject.Body(record.Value));
        if (piece.Step == CheckpointStep.Start) state.ReadHeader(piece.State);
        if (piece.Step != CheckpointStep.Piece) return;
        _part.Append(piece.State);
        if (!piece.Last) return;
        state.ReadPart(_part.Written);
        _part.Clear();
    }

    private void Begin(CommitBatch commit, long low)
    {
        _isRunning = _hasBegun = true;
        _isFirst = false;
        _round++;
        _roundLow = low;
        _nextPart = 0;
        SourceBytes = 0;
        _part.Clear();
        state.WriteHeader(_part);
        Write(commit, CheckpointStep.Start, _part.Written, last: false); // alone in its commit: its offset is then known
        _part.Clear();
        _sent = 0;
    }

    private void Continue(CommitBatch commit)
    {
        for (long left = CommitBytes; left > 0;)
        {
            if (_sent == _part.Length)
            {
                if (_nextPart == state.Parts)
                {
                    End(commit);
                    return;
                }

                _part.Clear();
                _sent = 0;
                state.WritePart(_nextPart++, _part);
            }

            int bytes = Math.Min(PieceBytes, _part.Length - _sent);
            Write(commit, CheckpointStep.Piece, _part.Written.Slice(_sent, bytes), last: _sent + bytes == _part.Length);
            _sent += bytes;
            left -= bytes;
        }
    }

    private void End(CommitBatch commit)
    {
        Write(commit, CheckpointStep.End, default, last: false);
        commit.TrimBefore(changelog, _roundStart);
        Low = _roundLow;
        _isRunning = false;
        _part.Clear();
        _sent = 0;
    }

    private void Write(CommitBatch commit, CheckpointStep step, scoped ReadOnlySpan<byte> bytes, bool last)
    {
        WrittenBytes += bytes.Length;
        ByteBuffer to = commit.Begin(changelog, CommitBatch.StampAtCommit, StateForm.Key);
        SingleObject.WriteHeader(to, Checkpoint.Fingerprint);
        AvroWriter writer = new(to);
        writer.WriteLong(_round);
        writer.WriteLong((int)step);
        writer.WriteLong(_roundLow);
        writer.WriteBool(last);
        writer.WriteBytes(bytes);
        commit.End();
    }

    private bool TryRead(scoped in RecordView record, out Checkpoint piece)
    {
        piece = default;
        if (!StateForm.IsCurrent(record) || !SingleObject.TryReadFingerprint(record.Value, out ulong fingerprint) || fingerprint != Checkpoint.Fingerprint) return false;
        try
        {
            piece = Checkpoint.Read(SingleObject.Body(record.Value));
            return true;
        }
        catch (AvroException e)
        {
            throw new StateFormException(changelog, record.Offset, e);
        }
    }
}
