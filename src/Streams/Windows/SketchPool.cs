using System.Numerics;
using System.Runtime.InteropServices;

namespace Houle.Streams.Windows;

/// <summary>Room for the hashes of many <see cref="PeopleSketch"/>es: one array, cut into sizes that are powers of two,
/// freed pieces kept for reuse.</summary>
public sealed class SketchPool
{
    private const int SmallestSize = 2;
    private static readonly int Classes = Class(PeopleSketch.SizeMax) + 1;

    private readonly List<int>[] _free = [.. Enumerable.Range(0, Classes).Select(_ => new List<int>())];
    private ulong[] _hashes = new ulong[1024];
    private int _used;

    /// <summary>Hashes that the pool has room for, free pieces included.</summary>
    public int Capacity => _hashes.Length;

    /// <summary>The sketch's hashes, ascending. Valid until the pool is next written to.</summary>
    public ReadOnlySpan<ulong> Hashes(ref readonly PeopleSketch sketch) => sketch.Count switch
    {
        0 => default,
        1 => MemoryMarshal.CreateReadOnlySpan(in sketch.Single, 1),
        _ => _hashes.AsSpan(sketch.Start, sketch.Count),
    };

    public void Add(ref PeopleSketch sketch, ulong hash)
    {
        if (sketch.Count == 0)
        {
            sketch.Single = hash;
            sketch.Count = 1;
            return;
        }

        if (sketch.Count == 1)
        {
            if (sketch.Single == hash) return;
            sketch.Start = Rent(0);
            _hashes[sketch.Start] = Math.Min(sketch.Single, hash);
            _hashes[sketch.Start + 1] = Math.Max(sketch.Single, hash);
            sketch.Count = 2;
            return;
        }

        Insert(ref sketch, hash);
    }

    /// <summary>Adds all of another sketch's hashes, which may lie in another pool.</summary>
    public void Merge(ref PeopleSketch sketch, ReadOnlySpan<ulong> hashes)
    {
        foreach (ulong hash in hashes) Add(ref sketch, hash);
    }

    public void Free(ref PeopleSketch sketch)
    {
        if (sketch.Count > 1) _free[Class(sketch.Count)].Add(sketch.Start);
        sketch = default;
    }

    /// <summary>Frees everything at once; sketches made before are void.</summary>
    public void Clear()
    {
        _used = 0;
        foreach (List<int> free in _free) free.Clear();
    }

    private void Insert(ref PeopleSketch sketch, ulong hash)
    {
        Span<ulong> held = _hashes.AsSpan(sketch.Start, sketch.Count);
        if (sketch.Count == PeopleSketch.SizeMax && hash >= held[^1]) return;
        int at = held.BinarySearch(hash);
        if (at >= 0) return;
        at = ~at;
        if (sketch.Count == PeopleSketch.SizeMax)
        {
            held[at..^1].CopyTo(held[(at + 1)..]);
            held[at] = hash;
            return;
        }

        if (BitOperations.IsPow2(sketch.Count)) Grow(ref sketch);
        held = _hashes.AsSpan(sketch.Start, sketch.Count + 1);
        held[at..^1].CopyTo(held[(at + 1)..]);
        held[at] = hash;
        sketch.Count++;
    }

    private void Grow(ref PeopleSketch sketch)
    {
        int size = Class(sketch.Count);
        int larger = Rent(size + 1);
        _hashes.AsSpan(sketch.Start, sketch.Count).CopyTo(_hashes.AsSpan(larger));
        _free[size].Add(sketch.Start);
        sketch.Start = larger;
    }

    private int Rent(int size)
    {
        List<int> free = _free[size];
        if (free.Count > 0)
        {
            int start = free[^1];
            free.RemoveAt(free.Count - 1);
            return start;
        }

        int length = SmallestSize << size;
        if (_used + length > _hashes.Length) Array.Resize(ref _hashes, _hashes.Length * 2);
        _used += length;
        return _used - length;
    }

    /// <summary>0 for 2 hashes, 1 for 3 and 4, 2 for 5 to 8 ... 6 for 65 to 128.</summary>
    private static int Class(int count) => BitOperations.Log2((uint)(count - 1));
}
