using System.Buffers;
using System.Runtime.InteropServices;

namespace Houle.Detection.Bursts;

/// <summary>Keys that have not yet been used by enough distinct creators: a bounded set, in which a new key takes the place
/// of the weakest when all places are taken.</summary>
/// <remarks>SpaceSaving (Metwally, Agrawal, El Abbadi, ICDT 2005) with forward decay (Cormode et al., ICDE 2009): a later
/// minute weighs more, so that no score has to be touched for time to pass. The newcomer inherits the score it replaces.
/// Ties are broken by key: the outcome depends on minutes and keys alone.</remarks>
internal sealed class WaitingKeys
{
    private const double HalfLifeMinutes = 1440;
    private const double WeightMax = 1e150;

    private readonly int _waitingMax;
    private Waiting[] _heap;
    private readonly Dictionary<ulong, int> _places;
    private readonly int _admitCreators;
    private int _count;
    private int _epochMinute;

    public WaitingKeys(int waitingMax, int admitCreators)
    {
        _waitingMax = waitingMax;
        _heap = new Waiting[Math.Min(16, waitingMax)];
        _places = [];
        _admitCreators = admitCreators;
    }

    /// <summary>Keys whose place was taken by another before they were admitted.</summary>
    public long Displaced { get; private set; }

    public int Count => _count;

    /// <summary>Notes a key that has no state of its own.</summary>
    /// <returns>True when it has now been used by enough distinct creators; it then waits no longer.</returns>
    public bool Note(int minute, in KeyMinute seen)
    {
        if (seen.Creators >= _admitCreators)
        {
            if (_places.TryGetValue(seen.Key, out int held)) RemoveAt(held);
            return true;
        }

        double weight = Weight(minute);
        if (!_places.TryGetValue(seen.Key, out int place))
        {
            place = Place(seen.Key);
        }

        ref Waiting waiting = ref _heap[place];
        waiting.Score += weight * seen.Creators;
        AddCreators(ref waiting, seen);
        if (waiting.Distinct >= _admitCreators)
        {
            RemoveAt(place);
            return true;
        }

        SiftDown(place);
        return false;
    }

    private static void AddCreators(ref Waiting waiting, in KeyMinute seen)
    {
        if (seen.CreatorA == 0)
        {
            waiting.Distinct += (int)seen.Creators;
            return;
        }

        AddCreator(ref waiting, seen.CreatorA);
        if (seen.CreatorB != 0) AddCreator(ref waiting, seen.CreatorB);
    }

    private static void AddCreator(ref Waiting waiting, ulong creator)
    {
        if (creator == waiting.CreatorA || creator == waiting.CreatorB) return;
        if (waiting.CreatorA == 0) waiting.CreatorA = creator;
        else if (waiting.CreatorB == 0) waiting.CreatorB = creator;
        waiting.Distinct++;
    }

    private int Place(ulong key)
    {
        int place;
        if (_count < _waitingMax)
        {
            if (_count == _heap.Length) Array.Resize(ref _heap, Math.Min(_waitingMax, _heap.Length * 2));
            place = _count++;
            _heap[place] = new Waiting { Key = key };
            _places[key] = place;
            return SiftUp(place);
        }

        Displaced++;
        _places.Remove(_heap[0].Key);
        _heap[0] = new Waiting { Key = key, Score = _heap[0].Score };
        _places[key] = 0;
        return 0;
    }

    private void RemoveAt(int place)
    {
        _places.Remove(_heap[place].Key);
        int last = --_count;
        if (place == last) return;
        _heap[place] = _heap[last];
        _places[_heap[place].Key] = place;
        SiftDown(SiftUp(place));
    }

    private int SiftUp(int place)
    {
        while (place > 0 && IsBefore(_heap[place], _heap[(place - 1) / 2]))
        {
            Swap(place, (place - 1) / 2);
            place = (place - 1) / 2;
        }

        return place;
    }

    private void SiftDown(int place)
    {
        while (true)
        {
            int child = (2 * place) + 1;
            if (child >= _count) return;
            if (child + 1 < _count && IsBefore(_heap[child + 1], _heap[child])) child++;
            if (!IsBefore(_heap[child], _heap[place])) return;
            Swap(place, child);
            place = child;
        }
    }

    private void Swap(int a, int b)
    {
        (_heap[a], _heap[b]) = (_heap[b], _heap[a]);
        _places[_heap[a].Key] = a;
        _places[_heap[b].Key] = b;
    }

    private static bool IsBefore(in Waiting a, in Waiting b) =>
        a.Score < b.Score || (a.Score == b.Score && a.Key < b.Key);

    private double Weight(int minute)
    {
        if (_count == 0) _epochMinute = minute;
        double weight = Math.Exp((minute - _epochMinute) * (Math.Log(2) / HalfLifeMinutes));
        if (weight < WeightMax) return weight;
        for (int i = 0; i < _count; i++) _heap[i].Score /= weight;
        _epochMinute = minute;
        return 1;
    }

    public void Write(IBufferWriter<byte> to)
    {
        StateWriter.Write(to, _epochMinute);
        StateWriter.Write(to, Displaced);
        StateWriter.Write<Waiting>(to, _heap.AsSpan(0, _count));
    }

    public void Read(ref StateReader from)
    {
        _epochMinute = from.Read<int>();
        Displaced = from.Read<long>();
        ReadOnlySpan<byte> waiting = from.Next<Waiting>(out int count);
        if (count > _waitingMax) throw new InvalidDataException($"the detector's state holds {count} waiting keys; at most {_waitingMax} may be kept");
        _heap = new Waiting[Math.Max(count, Math.Min(16, _waitingMax))];
        waiting.CopyTo(MemoryMarshal.AsBytes(_heap.AsSpan()));
        _count = count;
        _places.Clear();
        for (int i = 0; i < count; i++) _places[_heap[i].Key] = i;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Waiting
    {
        public ulong Key;
        public double Score;
        public ulong CreatorA, CreatorB;
        public long Distinct;
    }
}
