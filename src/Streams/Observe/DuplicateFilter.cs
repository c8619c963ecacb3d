using System.Diagnostics;
using Houle.Streams.Hashing;

namespace Houle.Streams.Observe;

/// <summary>Remembers the ids of a partition's events for a horizon of stream time: a ring in log order, found by hash.</summary>
/// <remarks>An id is kept at least until its event is older than the horizon, when events of that age are refused as
/// unverifiable anyway: so within <c>idsMax</c> the answer is exact. Past it the oldest go first, and are counted.</remarks>
public sealed class DuplicateFilter
{
    private readonly SlotIndex _index = new(1024);
    private readonly long _horizonMs;
    private readonly int _idsMax;
    private Entry[] _ring = new Entry[1024];
    private long _first; // absolute numbers of the ring's ends; their low bits are places in it
    private long _next;

    public DuplicateFilter(long horizonMs, int idsMax)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(horizonMs);
        ArgumentOutOfRangeException.ThrowIfLessThan(idsMax, 1);
        _horizonMs = horizonMs;
        _idsMax = idsMax;
    }

    public int Count => (int)(_next - _first);

    /// <summary>Absolute number of the oldest id held: rises as ids expire.</summary>
    public long First => _first;

    /// <summary>Absolute number that the next id will get.</summary>
    public long Next => _next;

    /// <summary>Ids dropped because there were too many, since the start.</summary>
    public long Dropped { get; private set; }

    /// <summary>False when the id is known; else remembers it as of <paramref name="streamTimeMs"/>, which never falls.</summary>
    public bool TryAdd(UInt128 id, long streamTimeMs)
    {
        Expire(streamTimeMs);
        uint hash = (uint)id;
        int slot = -1, place;
        while ((place = _index.Next(hash, ref slot)) >= 0)
        {
            if (_ring[place].Id == id) return false;
        }

        if (Count == _idsMax)
        {
            DropFirst();
            Dropped++;
        }

        if (Count == _ring.Length) GrowRing();

        place = (int)(_next & (_ring.Length - 1));
        _ring[place] = new Entry(id, streamTimeMs);
        _index.Add(hash, place);
        _next++;
        return true;
    }

    /// <summary>The id with absolute number <paramref name="number"/>, which is still held.</summary>
    public (UInt128 Id, long StreamTimeMs) At(long number)
    {
        Debug.Assert(number >= _first && number < _next);
        Entry entry = _ring[(int)(number & (_ring.Length - 1))];
        return (entry.Id, entry.StreamTimeMs);
    }

    private void Expire(long streamTimeMs)
    {
        while (_first < _next && _ring[(int)(_first & (_ring.Length - 1))].StreamTimeMs < streamTimeMs - _horizonMs)
            DropFirst();
    }

    private void DropFirst()
    {
        int place = (int)(_first & (_ring.Length - 1));
        _index.Remove((uint)_ring[place].Id, place);
        _first++;
    }

    private void GrowRing()
    {
        Entry[] old = _ring;
        _ring = new Entry[old.Length * 2];
        _index.Clear();
        for (long number = _first; number < _next; number++)
        {
            Entry entry = old[(int)(number & (old.Length - 1))];
            int place = (int)(number & (_ring.Length - 1));
            _ring[place] = entry;
            _index.Add((uint)entry.Id, place);
        }
    }

    private readonly record struct Entry(UInt128 Id, long StreamTimeMs);
}
