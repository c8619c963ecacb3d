using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Houle.Detection.Bursts;

/// <summary>The admitted keys of a cell: rows found by key, in open addressing; rows of removed keys are used again.</summary>
internal sealed class KeyTable(int keysMax)
{
    private KeyState[] _states = new KeyState[16];
    private KeyWindows[] _windows = new KeyWindows[16];
    private int[] _slots = new int[64];
    private int[] _free = [];
    private int _freeCount;

    /// <summary>Rows ever used; some of them may be free (<see cref="KeyState.LastMinute"/> 0).</summary>
    public int Rows { get; private set; }

    public int Count => Rows - _freeCount;

    public bool IsFull => Count >= keysMax;

    public ref KeyState State(int row) => ref _states[row];

    public ref KeyWindows Windows(int row) => ref _windows[row];

    public ReadOnlySpan<KeyState> States => _states.AsSpan(0, Rows);

    /// <summary>Bytes held, index and spare rows included.</summary>
    public long Bytes => ((long)_states.Length * (Unsafe.SizeOf<KeyState>() + Unsafe.SizeOf<KeyWindows>()))
        + ((long)(_slots.Length + _free.Length) * sizeof(int));

    /// <returns>The key's row, or -1.</returns>
    public int Find(ulong key)
    {
        int[] slots = _slots;
        for (int at = Home(key, slots.Length); ; at = (at + 1) & (slots.Length - 1))
        {
            int row = slots[at] - 1;
            if (row < 0 || _states[row].Key == key) return row;
        }
    }

    /// <summary>Asks for the memory that <see cref="Find"/> will read first.</summary>
    public unsafe void PrefetchSlot(ulong key)
    {
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref _slots[Home(key, _slots.Length)]));
    }

    /// <summary>Asks for the row that is likely to be the key's, once its slot has come.</summary>
    public unsafe void PrefetchRow(ulong key)
    {
        int row = _slots[Home(key, _slots.Length)] - 1;
        if (row < 0 || !Sse.IsSupported) return;
        byte* state = (byte*)Unsafe.AsPointer(ref _states[row]);
        Sse.Prefetch0(state);
        Sse.Prefetch0(state + 64);
        byte* windows = (byte*)Unsafe.AsPointer(ref _windows[row]);
        Sse.Prefetch0(windows);
        Sse.Prefetch0(windows + 64);
        Sse.Prefetch0(windows + 128);
    }

    /// <summary>Adds a key that is not there; the table must not be full.</summary>
    public int Add(ulong key, int minute)
    {
        int row;
        if (_freeCount > 0) row = _free[--_freeCount];
        else
        {
            row = Rows++;
            if (row == _states.Length)
            {
                Array.Resize(ref _states, _states.Length * 2);
                Array.Resize(ref _windows, _states.Length);
            }
        }

        _states[row] = new KeyState { Key = key, LastMinute = minute, BornMinute = minute };
        _windows[row] = default;
        if (Rows * 3L > _slots.Length * 2L) Reindex(_slots.Length * 2);
        else Link(key, row);
        return row;
    }

    public void Remove(int row)
    {
        ulong key = _states[row].Key;
        int mask = _slots.Length - 1, hole = Home(key, _slots.Length);
        while (_slots[hole] != row + 1) hole = (hole + 1) & mask;
        for (int at = (hole + 1) & mask; _slots[at] != 0; at = (at + 1) & mask)
        {
            int home = Home(_states[_slots[at] - 1].Key, _slots.Length);
            if (((at - home) & mask) < ((at - hole) & mask)) continue; // it may not move before its home
            _slots[hole] = _slots[at];
            hole = at;
        }

        _slots[hole] = 0;
        _states[row] = default;
        if (_freeCount == _free.Length) Array.Resize(ref _free, Math.Max(16, _free.Length * 2));
        _free[_freeCount++] = row;
    }

    public void Write(IBufferWriter<byte> to)
    {
        StateWriter.Write<KeyState>(to, _states.AsSpan(0, Rows));
        StateWriter.Write<KeyWindows>(to, _windows.AsSpan(0, Rows));
        StateWriter.Write<int>(to, _free.AsSpan(0, _freeCount));
    }

    public void Read(ref StateReader from)
    {
        ReadOnlySpan<byte> states = from.Next<KeyState>(out int rows), windows = from.Next<KeyWindows>(out int windowRows);
        ReadOnlySpan<byte> free = from.Next<int>(out int freeCount);
        if (rows > keysMax || windowRows != rows || freeCount > rows)
            throw new InvalidDataException($"the detector's state holds {rows} keys; at most {keysMax} may be kept");
        int capacity = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, rows));
        (_states, _windows, _free) = (new KeyState[capacity], new KeyWindows[capacity], new int[freeCount]);
        states.CopyTo(MemoryMarshal.AsBytes(_states.AsSpan()));
        windows.CopyTo(MemoryMarshal.AsBytes(_windows.AsSpan()));
        free.CopyTo(MemoryMarshal.AsBytes(_free.AsSpan()));
        (Rows, _freeCount) = (rows, freeCount);
        Reindex(Math.Max(64, capacity * 2));
    }

    private void Reindex(int slots)
    {
        _slots = new int[slots];
        for (int row = 0; row < Rows; row++)
        {
            if (_states[row].LastMinute != 0) Link(_states[row].Key, row);
        }
    }

    private void Link(ulong key, int row)
    {
        int at = Home(key, _slots.Length);
        while (_slots[at] != 0) at = (at + 1) & (_slots.Length - 1);
        _slots[at] = row + 1;
    }

    private static int Home(ulong key, int length) => (int)((key * 0x9E3779B97F4A7C15) >> 32) & (length - 1);
}
