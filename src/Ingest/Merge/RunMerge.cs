namespace Houle.Ingest.Merge;

/// <summary>Merges sorted runs; equal times leave in the order of the runs.</summary>
internal sealed class RunMerge : ISortedRows
{
    private readonly List<SpilledRun> _runs;
    private readonly byte[][] _heads;
    private readonly int[] _lengths;
    private readonly PriorityQueue<int, (long TimeMs, int Run)> _queue = new();
    private int _taken = -1;

    public RunMerge(List<SpilledRun> runs)
    {
        _runs = [.. runs];
        _heads = [.. _runs.Select(_ => new byte[1024])];
        _lengths = new int[_runs.Count];
        for (int run = 0; run < _runs.Count; run++) Pull(run);
    }

    public bool Next(out long timeMs, out ReadOnlySpan<byte> row)
    {
        if (_taken >= 0) Pull(_taken);
        _taken = -1;
        if (!_queue.TryDequeue(out int run, out (long TimeMs, int Run) head))
        {
            timeMs = 0;
            row = default;
            return false;
        }

        _taken = run;
        timeMs = head.TimeMs;
        row = _heads[run].AsSpan(0, _lengths[run]);
        return true;
    }

    private void Pull(int run)
    {
        if (!_runs[run].Next(out long timeMs, out ReadOnlySpan<byte> row)) return;
        if (_heads[run].Length < row.Length) _heads[run] = new byte[row.Length * 2];
        row.CopyTo(_heads[run]);
        _lengths[run] = row.Length;
        _queue.Enqueue(run, (timeMs, run));
    }
}
