using System.Runtime.InteropServices;
using Houle.Avro.Binary;

namespace Houle.Ingest.Merge;

/// <summary>Puts rows in order of time in bounded memory: sorted runs on disk, merged as they are read back.</summary>
/// <remarks>Stable: rows of one time keep the order in which they came. Input that fits in memory never touches the disk,
/// and input in order is not sorted.</remarks>
internal sealed class ExternalSort : IDisposable
{
    /// <summary>What one row costs in memory beside its bytes.</summary>
    private const int EntryBytes = 24;

    /// <summary>Runs on disk before they are merged into one: each holds a file handle and a buffer of 64 KiB.</summary>
    public const int RunsMaxDefault = 128;

    private readonly string _folder;
    private readonly long _bytesMax;
    private readonly int _runsMax;
    private readonly RowChunks _rows = new();
    private readonly List<Entry> _entries = [];
    private readonly List<SpilledRun> _runs = [];
    private bool _inOrder = true;

    /// <param name="folder">Where runs go; made when first needed.</param>
    /// <param name="bytesMax">Rows held in memory, at least 1 MiB; one more row may pass it.</param>
    /// <param name="runsMax">Runs on disk before they are merged into one, at least 2.</param>
    public ExternalSort(string folder, long bytesMax, int runsMax = RunsMaxDefault)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(runsMax, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(bytesMax, 1 << 20);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytesMax, 1 << 29);
        _folder = folder;
        _bytesMax = bytesMax;
        _runsMax = runsMax;
    }

    /// <summary>Runs that went to disk so far.</summary>
    public int SpilledRuns { get; private set; }

    /// <summary>Adds the row that <paramref name="write"/> appends to the buffer it is given.</summary>
    public void Add<TState>(long timeMs, TState state, Action<TState, ByteBuffer> write)
    {
        (int chunk, int start, int length) = _rows.Add(state, write);
        if (_entries.Count > 0 && timeMs < _entries[^1].TimeMs) _inOrder = false;
        _entries.Add(new Entry(timeMs, chunk, start, length));
        if (_rows.Bytes + ((long)_entries.Count * EntryBytes) >= _bytesMax) Spill();
    }

    /// <summary>Ends the input: from here on rows are read.</summary>
    public ISortedRows Finish()
    {
        if (_runs.Count == 0)
        {
            Sort();
            return new MemoryRows(_entries, _rows);
        }

        if (_entries.Count > 0) Spill();
        return new RunMerge(_runs);
    }

    private void Sort()
    {
        if (!_inOrder) CollectionsMarshal.AsSpan(_entries).Sort(default(ByTime));
        _inOrder = true;
    }

    private void Spill()
    {
        Sort();
        _runs.Add(SpilledRun.Write(_folder, new MemoryRows(_entries, _rows)));
        SpilledRuns++;
        _entries.Clear();
        _rows.Clear();
        if (_runs.Count < _runsMax) return;

        // Merged runs stand for everything so far, so their order among equals is kept.
        SpilledRun merged = SpilledRun.Write(_folder, new RunMerge(_runs));
        foreach (SpilledRun run in _runs) run.Dispose();
        _runs.Clear();
        _runs.Add(merged);
    }

    public void Dispose()
    {
        foreach (SpilledRun run in _runs) run.Dispose();
    }

    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Entry(long TimeMs, int Chunk, int Start, int Length);

    /// <summary>By time, then by arrival, which is the order in the chunks.</summary>
    private readonly struct ByTime : IComparer<Entry>
    {
        public int Compare(Entry x, Entry y) =>
            x.TimeMs != y.TimeMs ? x.TimeMs.CompareTo(y.TimeMs)
            : x.Chunk != y.Chunk ? x.Chunk.CompareTo(y.Chunk)
            : x.Start.CompareTo(y.Start);
    }
}
