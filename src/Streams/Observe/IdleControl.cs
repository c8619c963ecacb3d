using System.Text;
using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams.Log;
using Houle.Streams.Topology;

namespace Houle.Streams.Observe;

/// <summary>What houle.control says of one source partition: after which offset it was found idle, and to what time it
/// then followed its stream. Read back when the topic is read again, so that the outcome does not depend on the clock.</summary>
internal sealed class IdleControl
{
    private static readonly TopicPartition Topic = new(TopicNames.Control, 0);

    private readonly Queue<(long AfterOffset, long StreamTimeMs)> _ahead = [];
    private readonly byte[] _task;

    public IdleControl(TopicPartition source) => _task = Encoding.UTF8.GetBytes($"observe:{source}");

    /// <summary>Finds what was decided at <paramref name="nextOffset"/> - 1 or later.</summary>
    public void Load(ILog log, long nextOffset)
    {
        log.Scan(Topic, (scoped in RecordView record) =>
        {
            if (!record.Key.SequenceEqual(_task)) return;
            Control control = Control.Read(SingleObject.Body(record.Value));
            if (control.AfterOffset >= nextOffset - 1) _ahead.Enqueue((control.AfterOffset, control.StreamTimeMs));
        });
    }

    public bool TryTake(long offset, out long streamTimeMs)
    {
        streamTimeMs = 0;
        if (!_ahead.TryPeek(out (long AfterOffset, long StreamTimeMs) next) || next.AfterOffset > offset) return false;
        streamTimeMs = _ahead.Dequeue().StreamTimeMs;
        return true;
    }

    public void Write(long afterOffset, long streamTimeMs, CommitBatch commit)
    {
        Control control = new() { Task = _task, AfterOffset = afterOffset, StreamTimeMs = streamTimeMs };
        control.WriteSingleObject(commit.Begin(Topic, CommitBatch.StampAtCommit, _task));
        commit.End();
    }
}
