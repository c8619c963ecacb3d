using Houle.Streams.Log;

namespace Houle.Streams.Runtime;

/// <summary>A task in its loop: whether it has records to read, and something to commit.</summary>
internal sealed class TaskPlace(IStreamTask task, StreamTimeBoard board)
{
    public IStreamTask Task { get; } = task;

    /// <summary>Its line on the board; null when its event time does not matter.</summary>
    public StreamTimeBoard.Place? Line { get; } =
        task.StreamTimeMs is null ? null : board.Add(task.Source.Topic, task.Source.Partition);

    public Supply Supply { get; set; }

    /// <summary>Its position moved over offsets without records: worth a commit, but not at once.</summary>
    public bool HasSkipped { get; set; }

    public bool IsDirty { get; set; }
}
