using Houle.Streams.Hashing;

namespace Houle.Streams.Windows;

/// <summary>Gives each distinct name (cell, entity) a small number, so that tables hold four bytes instead of text.</summary>
/// <remarks>Numbers are dense from 0 until <see cref="Clear"/>. The bytes live in one array: no object per name.</remarks>
public sealed class NameTable
{
    private readonly SlotIndex _index = new(512);
    private Entry[] _entries = new Entry[256];
    private byte[] _bytes = new byte[8 << 10];

    public int Count { get; private set; }

    /// <summary>Bytes of all names: what the owner bounds by calling <see cref="Clear"/>.</summary>
    public int BytesUsed { get; private set; }

    public ReadOnlySpan<byte> this[int name] => _bytes.AsSpan(_entries[name].Start, _entries[name].Length);

    public ulong HashOf(int name) => _entries[name].Hash;

    public int Intern(ReadOnlySpan<byte> bytes) => Intern(bytes, Hash64.Of(bytes));

    /// <param name="bytes">The name.</param>
    /// <param name="hash">Its <see cref="Hash64.Of"/>.</param>
    public int Intern(ReadOnlySpan<byte> bytes, ulong hash)
    {
        int slot = -1, name;
        while ((name = _index.Next((uint)hash, ref slot)) >= 0)
        {
            ref readonly Entry entry = ref _entries[name];
            if (entry.Hash == hash && bytes.SequenceEqual(_bytes.AsSpan(entry.Start, entry.Length))) return name;
        }

        if (Count == _entries.Length) Array.Resize(ref _entries, Count * 2);
        while (BytesUsed + bytes.Length > _bytes.Length) Array.Resize(ref _bytes, _bytes.Length * 2);
        bytes.CopyTo(_bytes.AsSpan(BytesUsed));
        _entries[Count] = new Entry(hash, BytesUsed, bytes.Length);
        BytesUsed += bytes.Length;
        _index.Insert(slot, (uint)hash, Count);
        return Count++;
    }

    /// <summary>The name's number, if it is known.</summary>
    public bool TryFind(ReadOnlySpan<byte> bytes, out int name)
    {
        ulong hash = Hash64.Of(bytes);
        int slot = -1;
        while ((name = _index.Next((uint)hash, ref slot)) >= 0)
        {
            ref readonly Entry entry = ref _entries[name];
            if (entry.Hash == hash && bytes.SequenceEqual(_bytes.AsSpan(entry.Start, entry.Length))) return true;
        }

        return false;
    }

    /// <summary>First of three steps before <see cref="Intern(ReadOnlySpan{byte}, ulong)"/>, each for many names at a time.</summary>
    internal void PrefetchSlot(ulong hash) => _index.PrefetchSlot((uint)hash);

    internal void PrefetchEntry(ulong hash)
    {
        int name = _index.Guess((uint)hash);
        if (name >= 0) Prefetch.Read(in _entries[name]);
    }

    internal void PrefetchBytes(ulong hash)
    {
        int name = _index.Guess((uint)hash);
        if (name >= 0) Prefetch.Read(in _bytes[_entries[name].Start]);
    }

    public void Clear()
    {
        Count = 0;
        BytesUsed = 0;
        _index.Clear();
    }

    private readonly record struct Entry(ulong Hash, int Start, int Length);
}
