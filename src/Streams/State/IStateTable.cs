using Houle.Avro.Binary;

namespace Houle.Streams.State;

/// <summary>Keyed state in numbered rows, as a <see cref="StateChangelog"/> writes and rebuilds it.</summary>
public interface IStateTable
{
    /// <summary>Rows are numbered below it; some of them may be free.</summary>
    int RowLimit { get; }

    /// <summary>Appends the row, its key included.</summary>
    /// <returns>False when the row is free; then nothing is appended.</returns>
    bool TryWrite(int row, ByteBuffer to);

    /// <summary>Asks for the memory of a row that is written soon.</summary>
    void Prefetch(int row)
    {
    }

    /// <summary>Adds or replaces a row by what <see cref="TryWrite"/> wrote.</summary>
    void Put(ReadOnlySpan<byte> row);

    /// <summary>Removes the row of a key; nothing happens when there is none.</summary>
    void Remove(ReadOnlySpan<byte> key);
}
