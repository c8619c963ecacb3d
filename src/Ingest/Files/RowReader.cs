namespace Houle.Ingest.Files;

/// <summary>Reads a file row by row, whatever its format; what cannot be read comes out as a row with a fault.</summary>
public abstract class RowReader : IDisposable
{
    /// <summary>The longest row taken, as it lies in the file. A longer one is a dead letter.</summary>
    public const int RowBytesMax = 1 << 20;

    /// <summary>Stands between the items of a list that came as one (JSON, Avro): U+001F, the unit separator.</summary>
    public const byte ListSeparator = 0x1F;

    /// <summary>Reads the next row.</summary>
    /// <returns>False at the end of the file.</returns>
    public abstract bool Read(Row into);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
