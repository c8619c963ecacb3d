using Houle.Avro.Binary;

namespace Houle.Sinks.Native;

/// <summary>One column of a block that is being filled, row by row, and keeps its memory when cleared.</summary>
/// <param name="name">Name of the table's column.</param>
/// <param name="type">ClickHouse's name of the type of the bytes that <see cref="WriteData"/> writes.</param>
public abstract class NativeColumn(string name, string type)
{
    public string Name { get; } = name;

    public string Type { get; } = type;

    /// <summary>Rows appended since the last <see cref="Clear"/>.</summary>
    public abstract int Rows { get; }

    /// <summary>Bytes held for those rows: what a block's size is bounded by.</summary>
    public abstract long Bytes { get; }

    public abstract void Clear();

    /// <summary>Writes the rows as ClickHouse's Native format has them, without the column's header.</summary>
    public abstract void WriteData(ByteBuffer to);
}
