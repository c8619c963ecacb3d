namespace Houle.Ingest.Merge;

/// <summary>Rows in order of time, read once.</summary>
internal interface ISortedRows
{
    /// <param name="row">The row's bytes, valid until the next call.</param>
    /// <returns>False after the last row.</returns>
    bool Next(out long timeMs, out ReadOnlySpan<byte> row);
}

/// <summary>Rows that are all in memory.</summary>
internal sealed class MemoryRows(List<ExternalSort.Entry> entries, RowChunks rows) : ISortedRows
{
    private int _next;

    public bool Next(out long timeMs, out ReadOnlySpan<byte> row)
    {
        if (_next == entries.Count)
        {
            timeMs = 0;
            row = default;
            return false;
        }

        ExternalSort.Entry entry = entries[_next++];
        timeMs = entry.TimeMs;
        row = rows.Row(entry.Chunk, entry.Start, entry.Length);
        return true;
    }
}
