using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams.Log;
using Houle.Streams.Signals;
using Houle.Streams.State;
using Houle.Streams.Windows;
using Stream = Houle.Events.Stream;

namespace Houle.Streams.Detect;

/// <summary>How the task comes back: from its last checkpoint and what it reads again, or from a copy that stood by.</summary>
public sealed partial class DetectTask
{
    public void Restore(ILog log)
    {
        GroupPosition? position = log.Position(Group, Source);
        PositionLostException.ThrowIf(position, log.Range(_changelog).Count > 0, Group, Source, _changelog);
        long next = position?.Next ?? log.Range(Source).Start;
        long low = position?.Low ?? next;
        if (_following is not null)
        {
            _following = null;
            _checkpoints.Adopt(log, low);
            low = NextOffset; // the rest is here already
            if (low > next) throw new LogException($"group {Group} was set back in {Source} while a standby followed it: start again");
        }
        else if (!_checkpoints.Restore(log, Source, low))
        {
            RestoreStreamTimes(log);
            _timesChanged |= _checkpoints.Low < low; // what there is of another form does not count any more
            low = _checkpoints.Low;
        }

        log.Scan(Source, new OffsetRange(low, next), (scoped in RecordView record) => Take(record, commit: null));
        NextOffset = next;
    }

    public IReadOnlyList<TopicPartition> Follows => [Source];

    /// <summary>Loads the owner's last checkpoint, then reads what the owner has read: it stands where the owner stood, a moment later.</summary>
    public Supply Follow(ILog log, GroupPosition committed)
    {
        if (_following is null)
        {
            long? low = _checkpoints.LoadLast(log);
            if (low is null) RestoreStreamTimes(log);
            NextOffset = low ?? committed.Low;
            _following = new RecordBatch();
            return Supply.Ready;
        }

        if (NextOffset >= committed.Next) return Supply.AtEnd;
        PartitionView view = log.Look(Source, NextOffset);
        NextOffset = Math.Min(view.Next, committed.Next);
        if (NextOffset == committed.Next || view.Supply != Supply.Ready) return view.Supply == Supply.OnTheWay ? Supply.OnTheWay : Supply.AtEnd;
        int count = log.Read(Source, NextOffset, _following);
        for (int i = 0; i < count && _following[i].Offset < committed.Next; i++)
        {
            RecordView record = _following[i];
            NextOffset = record.Offset + 1;
            Take(record, commit: null);
        }

        return Supply.Ready;
    }

    // Cities come after the detectors, which say which products swell: a city is then never behind its detector's part.
    int ICheckpointed.Parts => WatchedCells + (_signals?.Cities.Count ?? 0);

    long ICheckpointed.StateBytes => (_detections?.StateBytes ?? 0) + (_signals?.StateBytes ?? 0);

    void ICheckpointed.WriteHeader(ByteBuffer to) => StreamTimesState.Write(_watermarks, to);

    void ICheckpointed.ReadHeader(ReadOnlySpan<byte> header) => ReadStreamTimes(header);

    void ICheckpointed.WritePart(int part, ByteBuffer to)
    {
        if (part < WatchedCells) _detections!.WritePart(part, to);
        else _signals!.WritePart(part - WatchedCells, to);
    }

    void ICheckpointed.ReadPart(ReadOnlySpan<byte> part)
    {
        if (SignalJoin.IsPart(part)) _signals?.ReadPart(part);
        else _detections?.ReadPart(part);
    }

    /// <summary>A changelog without checkpoints holds the stream times, whole in each record: the last one counts.</summary>
    private void RestoreStreamTimes(ILog log)
    {
        log.ScanLast(_changelog, (scoped in RecordView record) =>
        {
            _changelogLast = record.Offset;
            if (StateForm.IsCurrent(record) && SingleObject.TryReadFingerprint(record.Value, out ulong fingerprint) && fingerprint == DetectState.Fingerprint)
                StateForm.Read(_changelog, record, (scoped in RecordView state) => ReadStreamTimes(SingleObject.Body(state.Value)));
        });
    }

    private void ReadStreamTimes(ReadOnlySpan<byte> state)
    {
        StreamTimesState.Read(state, _watermarks);
        long social = _watermarks.Of(Stream.Social);
        _signals?.Restored(_watermarks);
        if (social != Watermarks.None) _announcedMinute = Minutes.FirstOpen(_watermarks.GraceMs(Stream.Social), social);
    }

    private void WriteStreamTimes(CommitBatch commit)
    {
        ByteBuffer to = commit.Begin(_changelog, CommitBatch.StampAtCommit, StateForm.Key);
        SingleObject.WriteHeader(to, DetectState.Fingerprint);
        StreamTimesState.Write(_watermarks, to);
        commit.End();
        if (_changelogLast >= 0) commit.TrimBefore(_changelog, _changelogLast);
    }
}
