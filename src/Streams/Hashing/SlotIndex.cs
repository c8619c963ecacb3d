namespace Houle.Streams.Hashing;

/// <summary>Open addressing from a 32-bit hash to small numbers (row numbers of someone else's table), linear probing, two
/// thirds full at most; removal shifts back, so that there are no tombstones to sweep.</summary>
/// <remarks>
/// The caller compares keys:
/// <code>
/// int slot = -1;
/// while ((row = index.Next(hash, ref slot)) >= 0) if (rows[row].Key == key) return row;
/// index.Insert(slot, hash, newRow);
/// </code>
/// </remarks>
public sealed class SlotIndex
{
    private ulong[] _slots; // hash in the upper half, row + 1 in the lower; 0 is free
    private int _mask;

    public SlotIndex(int capacity = 64)
    {
        _slots = new ulong[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, capacity * 2))];
        _mask = _slots.Length - 1;
    }

    public int Count { get; private set; }

    /// <summary>The next row that was inserted with this hash, or -1 with <paramref name="slot"/> at the free slot where
    /// it would be inserted. Start with <paramref name="slot"/> = -1.</summary>
    public int Next(uint hash, ref int slot)
    {
        ulong[] slots = _slots;
        int at = slot < 0 ? (int)hash & _mask : (slot + 1) & _mask;
        for (; ; at = (at + 1) & _mask)
        {
            ulong held = slots[at];
            if (held == 0)
            {
                slot = at;
                return -1;
            }

            if ((uint)(held >> 32) == hash)
            {
                slot = at;
                return (int)(uint)held - 1;
            }
        }
    }

    internal void PrefetchSlot(uint hash) => Prefetch.Read(in _slots[(int)hash & _mask]);

    /// <summary>The row in the hash's home slot, or -1 when that is free: a guess at what <see cref="Next"/> will find.</summary>
    internal int Guess(uint hash) => (int)(uint)_slots[(int)hash & _mask] - 1;

    /// <param name="slot">Where <see cref="Next"/> ended, with nothing inserted since.</param>
    public void Insert(int slot, uint hash, int row)
    {
        _slots[slot] = (ulong)hash << 32 | (uint)(row + 1);
        if (++Count * 3 > _slots.Length * 2) Grow();
    }

    /// <summary>Inserts a row whose key is known to be new, behind the rows of equal hash.</summary>
    public void Add(uint hash, int row)
    {
        int slot = -1;
        while (Next(hash, ref slot) >= 0)
        {
            // Rows with the same 32 bits of hash come first.
        }

        Insert(slot, hash, row);
    }

    public void Remove(uint hash, int row)
    {
        ulong wanted = (ulong)hash << 32 | (uint)(row + 1);
        int hole = (int)hash & _mask;
        while (_slots[hole] != wanted)
        {
            if (_slots[hole] == 0) throw new InvalidOperationException($"row {row} is not in the index");
            hole = (hole + 1) & _mask;
        }

        for (int at = (hole + 1) & _mask; _slots[at] != 0; at = (at + 1) & _mask)
        {
            int home = (int)(uint)(_slots[at] >> 32) & _mask;
            if (((at - home) & _mask) < ((at - hole) & _mask)) continue; // it may not move before its home
            _slots[hole] = _slots[at];
            hole = at;
        }

        _slots[hole] = 0;
        Count--;
    }

    public void Clear()
    {
        if (Count == 0) return;
        Array.Clear(_slots);
        Count = 0;
    }

    private void Grow()
    {
        ulong[] old = _slots;
        _slots = new ulong[old.Length * 2];
        _mask = _slots.Length - 1;
        foreach (ulong held in old)
        {
            if (held == 0) continue;
            int at = (int)(uint)(held >> 32) & _mask;
            while (_slots[at] != 0) at = (at + 1) & _mask;
            _slots[at] = held;
        }
    }
}
