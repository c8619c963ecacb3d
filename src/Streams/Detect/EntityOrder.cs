using Houle.Streams.Windows;

namespace Houle.Streams.Detect;

/// <summary>Puts a group's entities into the order of the schema: by kind, then by the bytes of the id.</summary>
internal sealed class EntityOrder
{
    private int[] _rows = new int[1024];

    /// <summary>Valid until the next call.</summary>
    public ReadOnlySpan<int> Sort(WindowTable table, int group)
    {
        int count = table.Group(group).EntityCount;
        if (_rows.Length < count) _rows = new int[Math.Max(count, _rows.Length * 2)];
        int i = 0;
        for (int row = table.Group(group).FirstEntity; row >= 0; row = table.Entity(row).Next) _rows[i++] = row;
        Span<int> rows = _rows.AsSpan(0, count);
        rows.Sort(new ByKindThenName(table));
        return rows;
    }

    private readonly struct ByKindThenName(WindowTable table) : IComparer<int>
    {
        public int Compare(int x, int y)
        {
            ref readonly WindowEntity a = ref table.Entity(x);
            ref readonly WindowEntity b = ref table.Entity(y);
            int byKind = ((int)a.Kind).CompareTo((int)b.Kind);
            return byKind != 0 ? byKind : table.Names[a.Name].SequenceCompareTo(table.Names[b.Name]);
        }
    }
}
