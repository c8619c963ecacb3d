using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Houle.Detection.Bursts;

/// <summary>The admitted keys of a cell: rows found by key, in open addressing; rows of removed keys are used again.</summary>
/// <remarks>A slot holds row + 1 in as many low bits as the index is long, and above them the same bits of the key's hash: a slot
/// of another key is passed over without a look at its row.</remarks>
internal sealed class KeyTable(int keysMax)
{
    private KeyRows _rows = new();
    private uint[] _slots = new uint[64];
    private int[] _free = [];
    private int _freeCount;

    /// <summary>Rows ever used; some of them may be free (<see cref="KeyState.LastMinute"/> 0).</summary>
    public int Rows { get; private set; }

    public int Count => Rows - _freeCount;

    public bool IsFull => Count >= keysMax;

    public ref KeyRow this[int row] => ref _rows[row];

    /// <summary>Bytes held, index and spare rows included.</summary>
    public long Bytes => _rows.Bytes + ((long)(_slots.Length + _free.Length) * sizeof(int));

    /// <returns>The key's row, or -1.</returns>
    public int Find(ulong key)
    {
        uint[] slots = _slots;
        uint hash = Hash(key), mask = (uint)slots.Length - 1;
        for (uint at = hash & mask; ; at = (at + 1) & mask)
        {
            uint slot = slots[at];
            if (slot == 0) return -1;
            if (((slot ^ hash) & ~mask) != 0) continue;
            int row = (int)(slot & mask) - 1;
            if (_rows[row].State.Key == key) return row;
        }
    }

    /// <summary>Asks for the memory that <see cref="Find"/> will read first.</summary>
    public unsafe void PrefetchSlot(ulong key)
    {
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref _slots[Hash(key) & (_slots.Length - 1)]));
    }

    /// <summary>Asks for the row that is most likely the key's, once its slot has come.</summary>
    public unsafe void PrefetchRow(ulong key)
    {
        uint[] slots = _slots;
        uint hash = Hash(key), mask = (uint)slots.Length - 1, at = hash & mask, slot = slots[at];
        while (slot != 0 && ((slot ^ hash) & ~mask) != 0) slot = slots[at = (at + 1) & mask];
        if (slot == 0 || !Sse.IsSupported) return;
        byte* row = _rows.At((int)(slot & mask) - 1);
        Sse.Prefetch0(row);
        Sse.Prefetch0(row + 64);
        Sse.Prefetch0(row + 128);
        Sse.Prefetch0(row + 192);
    }

    /// <summary>Adds a key that is not there; the table must not be full.</summary>
    public int Add(ulong key, int minute)
    {
        int row = _freeCount > 0 ? _free[--_freeCount] : Rows++;
        _rows.Reserve(Rows);
        _rows[row] = new KeyRow { State = new KeyState { Key = key, LastMinute = minute, BornMinute = minute } };
        if (Rows * 3L > _slots.Length * 2L) Reindex(_slots.Length * 2);
        else Link(key, row);
        return row;
    }

    public void Remove(int row)
    {
        ulong key = _rows[row].State.Key;
        int mask = _slots.Length - 1, hole = (int)Hash(key) & mask;
        while ((_slots[hole] & mask) != row + 1) hole = (hole + 1) & mask;
        for (int at = (hole + 1) & mask; _slots[at] != 0; at = (at + 1) & mask)
        {
            int home = (int)Hash(_rows[(int)(_slots[at] & mask) - 1].State.Key) & mask;
            if (((at - home) & mask) < ((at - hole) & mask)) continue; // it may not move before its home
            _slots[hole] = _slots[at];
            hole = at;
        }

        _slots[hole] = 0;
        _rows[row] = default;
        if (_freeCount == _free.Length) Array.Resize(ref _free, Math.Max(16, _free.Length * 2));
        _free[_freeCount++] = row;
    }

    public void Write(IBufferWriter<byte> to)
    {
        StateWriter.Write(to, Rows);
        for (int block = 0; block < KeyRows.Blocks(Rows); block++) StateWriter.Write<KeyRow>(to, _rows.Block(block, Rows));
        StateWriter.Write<int>(to, _free.AsSpan(0, _freeCount));
    }

    public void Read(ref StateReader from)
    {
        int rows = from.Read<int>();
        if (rows < 0 || rows > keysMax)
            throw new InvalidDataException($"the detector's state holds {rows} keys; at most {keysMax} may be kept");
        _rows = new KeyRows();
        _rows.Reserve(rows);
        for (int block = 0; block < KeyRows.Blocks(rows); block++) from.Read(_rows.Block(block, rows));
        ReadOnlySpan<byte> free = from.Next<int>(out int freeCount);
        if (freeCount > rows) throw new InvalidDataException($"the detector's state holds {freeCount} free rows of {rows}");
        _free = new int[freeCount];
        free.CopyTo(MemoryMarshal.AsBytes(_free.AsSpan()));
        (Rows, _freeCount) = (rows, freeCount);
        Reindex((int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(64, rows * 2L)));
    }

    private void Reindex(int slots)
    {
        _slots = new uint[slots];
        for (int row = 0; row < Rows; row++)
        {
            if (_rows[row].State.LastMinute != 0) Link(_rows[row].State.Key, row);
        }
    }

    private void Link(ulong key, int row)
    {
        uint hash = Hash(key), mask = (uint)_slots.Length - 1, at = hash & mask;
        while (_slots[at] != 0) at = (at + 1) & mask;
        _slots[at] = (hash & ~mask) | (uint)(row + 1);
    }

    private static uint Hash(ulong key) => (uint)((key * 0x9E3779B97F4A7C15) >> 32);
}
