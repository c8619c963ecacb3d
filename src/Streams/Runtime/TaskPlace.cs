namespace Houle.Streams.Runtime;

/// <summary>A task in its loop: whether it has records to read, and something to commit.</summary>
internal sealed class TaskPlace(IStreamTask task)
{
    public IStreamTask Task { get; } = task;

    public bool HasMore { get; set; }

    public bool IsDirty { get; set; }
}
