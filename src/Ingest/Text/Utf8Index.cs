using System.Numerics;

namespace Houle.Ingest.Text;

/// <summary>Numbers distinct UTF-8 texts from 0 on, in the order in which they came; looked up without making strings.</summary>
/// <param name="countMax">The most texts it takes: past it <see cref="Add"/> returns -1.</param>
public sealed class Utf8Index(int countMax = int.MaxValue)
{
    private byte[] _bytes = new byte[1024];
    private int[] _ends = new int[64];
    private int[] _slots = new int[128];
    private uint[] _hashes = new uint[64];

    public int Count { get; private set; }

    /// <summary>The text numbered <paramref name="index"/>; valid until the next text is added.</summary>
    public ReadOnlySpan<byte> this[int index] => _bytes.AsSpan(Start(index).._ends[index]);

    /// <returns>The text's number, or -1.</returns>
    public int Find(ReadOnlySpan<byte> text)
    {
        uint hash = Hash(text);
        for (uint slot = hash; ; slot++)
        {
            int index = _slots[slot & (uint)(_slots.Length - 1)] - 1;
            if (index < 0) return -1;
            if (_hashes[index] == hash && this[index].SequenceEqual(text)) return index;
        }
    }

    /// <returns>The text's number, new or known; -1 when it is new and the index is full.</returns>
    public int Add(ReadOnlySpan<byte> text)
    {
        int known = Find(text);
        if (known >= 0 || Count >= countMax) return known;
        if (Count == _ends.Length) Grow();
        int start = Count == 0 ? 0 : _ends[Count - 1];
        while (start + text.Length > _bytes.Length) Array.Resize(ref _bytes, _bytes.Length * 2);
        text.CopyTo(_bytes.AsSpan(start));
        _ends[Count] = start + text.Length;
        _hashes[Count] = Hash(text);
        Place(Count);
        return Count++;
    }

    private int Start(int index) => index == 0 ? 0 : _ends[index - 1];

    private void Grow()
    {
        Array.Resize(ref _ends, _ends.Length * 2);
        Array.Resize(ref _hashes, _hashes.Length * 2);
        _slots = new int[_slots.Length * 2];
        for (int index = 0; index < Count; index++) Place(index);
    }

    private void Place(int index)
    {
        uint slot = _hashes[index];
        while (_slots[slot & (uint)(_slots.Length - 1)] != 0) slot++;
        _slots[slot & (uint)(_slots.Length - 1)] = index + 1;
    }

    /// <summary>Multiplies eight bytes at a time; only spreads keys, nothing depends on its values.</summary>
    internal static uint Hash(ReadOnlySpan<byte> text)
    {
        ulong hash = (ulong)text.Length * 0x9E3779B97F4A7C15;
        while (text.Length >= 8)
        {
            hash = BitOperations.RotateLeft(hash ^ BitConverter.ToUInt64(text), 29) * 0xBF58476D1CE4E5B9;
            text = text[8..];
        }

        foreach (byte b in text) hash = (hash ^ b) * 0x100000001B3;
        hash = (hash ^ (hash >> 32)) * 0x94D049BB133111EB;
        return (uint)(hash >> 32);
    }
}
