namespace Houle.Streams.Windows;

/// <summary>Rows in chains, freed and used again: those that were freed are taken first.</summary>
internal sealed class ChainedRows<T>(int capacity) where T : struct
{
    private T[] _rows = new T[capacity];
    private int[] _next = new int[capacity];
    private int _free = -1; // a chain too

    /// <summary>Rows there are, free ones included.</summary>
    public int Count { get; private set; }

    /// <summary>Valid until the next row is taken.</summary>
    public ref T this[int row] => ref _rows[row];

    /// <summary>The next row of a row's chain, -1 at its end. Valid until the next row is taken.</summary>
    public ref int Next(int row) => ref _next[row];

    /// <returns>A row that holds what it last held, and is in no chain.</returns>
    public int Take()
    {
        int row = _free;
        if (row >= 0)
        {
            _free = _next[row];
            return row;
        }

        if (Count == _rows.Length)
        {
            Array.Resize(ref _rows, Count * 2);
            Array.Resize(ref _next, Count * 2);
        }

        return Count++;
    }

    /// <returns>The row behind it in its chain.</returns>
    public int Free(int row)
    {
        int next = _next[row];
        _next[row] = _free;
        _free = row;
        return next;
    }

    public void Clear() => (Count, _free) = (0, -1);
}
