namespace Houle.Streams.Log.Memory;

/// <summary>Commits that a fault keeps from readers for a while; they become visible in order, each whole.</summary>
internal sealed class VisibilityQueue(CommitSignal signal)
{
    private sealed class Held(int callsLeft, List<(MemoryPartition Partition, long End)> ends)
    {
        public int CallsLeft { get; set; } = callsLeft;

        public List<(MemoryPartition Partition, long End)> Ends => ends;
    }

    private readonly Queue<Held> _held = [];

    public bool IsEmpty => _held.Count == 0;

    public void Hold(int calls, List<(MemoryPartition Partition, long End)> ends) => _held.Enqueue(new Held(calls, ends));

    /// <summary>One call of a reader went by.</summary>
    public void Tick()
    {
        if (_held.TryPeek(out Held? first)) first.CallsLeft--;
        while (_held.TryPeek(out first) && first.CallsLeft <= 0) Show(_held.Dequeue());
    }

    public void ShowAll()
    {
        while (_held.TryDequeue(out Held? first)) Show(first);
    }

    private void Show(Held commit)
    {
        foreach ((MemoryPartition partition, long end) in commit.Ends) partition.VisibleEnd = end;
        signal.Raise();
    }
}
