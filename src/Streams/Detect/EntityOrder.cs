using System.Buffers.Binary;
using Houle.Streams.Windows;

namespace Houle.Streams.Detect;

/// <summary>Puts a group's entities into the order of the schema: by kind, then by the bytes of the id.</summary>
/// <remarks>Sorts numbers made of the kind and the id's first seven bytes, which need no look at the names; only runs of
/// equal numbers are sorted by the whole id.</remarks>
internal sealed class EntityOrder
{
    private const int PrefixBytes = 7;

    private int[] _rows = new int[1024];
    private ulong[] _keys = new ulong[1024];

    /// <summary>Valid until the next call.</summary>
    public ReadOnlySpan<int> Sort(WindowTable table, int group)
    {
        int count = table.Group(group).EntityCount;
        if (_rows.Length < count)
        {
            _rows = new int[Math.Max(count, _rows.Length * 2)];
            _keys = new ulong[_rows.Length];
        }

        int i = 0;
        for (int row = table.Group(group).FirstEntity; row >= 0; row = table.Entity(row).Next)
        {
            _keys[i] = KeyOf(table, row);
            _rows[i++] = row;
        }

        Span<int> rows = _rows.AsSpan(0, count);
        ReadOnlySpan<ulong> keys = _keys.AsSpan(0, count);
        _keys.AsSpan(0, count).Sort(rows);
        for (int start = 0; start < count;)
        {
            int end = start + 1;
            while (end < count && keys[end] == keys[start]) end++;
            if (end - start > 1) rows[start..end].Sort(new ByName(table));
            start = end;
        }

        return rows;
    }

    private static ulong KeyOf(WindowTable table, int row)
    {
        ref readonly WindowEntity entity = ref table.Entity(row);
        ReadOnlySpan<byte> name = table.Names[entity.Name];
        Span<byte> key = stackalloc byte[sizeof(ulong)];
        key.Clear();
        key[0] = (byte)entity.Kind;
        name[..Math.Min(PrefixBytes, name.Length)].CopyTo(key[1..]);
        return BinaryPrimitives.ReadUInt64BigEndian(key);
    }

    private readonly struct ByName(WindowTable table) : IComparer<int>
    {
        public int Compare(int x, int y) =>
            table.Names[table.Entity(x).Name].SequenceCompareTo(table.Names[table.Entity(y).Name]);
    }
}
