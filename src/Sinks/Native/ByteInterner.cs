using Houle.Avro.Binary;

namespace Houle.Sinks.Native;

/// <summary>Numbers distinct byte strings from 0 in order of their first coming; clearing keeps the memory.</summary>
/// <remarks>The hash is seeded per process, so that strangers' ids cannot be made to collide; numbers do not depend on it.</remarks>
internal sealed class ByteInterner
{
    private readonly ByteBuffer _bytes = new(1024);
    private int[] _slots = new int[64];
    private (int Start, int Length, int Hash)[] _keys = new (int, int, int)[32];

    public int Count { get; private set; }

    public long Bytes => _bytes.Length;

    public ReadOnlySpan<byte> this[int key] => _bytes.Written.Slice(_keys[key].Start, _keys[key].Length);

    public int Intern(ReadOnlySpan<byte> value)
    {
        if (Count == _keys.Length) Grow();
        int hash = Hash(value);
        // A slot holds a key's number plus one; 0 is an empty slot. The table is at most half full.
        for (int slot = hash; ; slot++)
        {
            ref int found = ref _slots[slot & (_slots.Length - 1)];
            if (found == 0)
            {
                _keys[Count] = (_bytes.Length, value.Length, hash);
                _bytes.Append(value);
                found = ++Count;
                return Count - 1;
            }

            int key = found - 1;
            if (_keys[key].Hash == hash && this[key].SequenceEqual(value)) return key;
        }
    }

    public void Clear()
    {
        Array.Clear(_slots);
        _bytes.Clear();
        Count = 0;
    }

    private void Grow()
    {
        Array.Resize(ref _keys, _keys.Length * 2);
        _slots = new int[_slots.Length * 2];
        for (int key = 0; key < Count; key++)
        {
            int slot = _keys[key].Hash;
            while (_slots[slot & (_slots.Length - 1)] != 0) slot++;
            _slots[slot & (_slots.Length - 1)] = key + 1;
        }
    }

    private static int Hash(ReadOnlySpan<byte> value)
    {
        var hash = new HashCode();
        hash.AddBytes(value);
        return hash.ToHashCode();
    }
}
