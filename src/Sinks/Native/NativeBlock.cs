using System.Text;
using Houle.Avro.Binary;

namespace Houle.Sinks.Native;

/// <summary>Columns of equal length, written as one block of ClickHouse's Native format.</summary>
/// <remarks>Layout for HTTP (protocol revision 0): number of columns, number of rows, then for each column its name, its
/// type and its data. See docs/decisions/native-writer.md.</remarks>
public sealed class NativeBlock
{
    private readonly NativeColumn[] _columns;
    private readonly byte[][] _headers;

    public NativeBlock(params NativeColumn[] columns)
    {
        ArgumentOutOfRangeException.ThrowIfZero(columns.Length);
        _columns = columns;
        _headers = [.. columns.Select(Header)];
    }

    public IReadOnlyList<NativeColumn> Columns => _columns;

    public int Rows => _columns[0].Rows;

    /// <summary>Whether every column has as many rows as the first.</summary>
    public bool IsEven => Array.TrueForAll(_columns, column => column.Rows == Rows);

    /// <summary>Bytes held by the columns, about what the block will take.</summary>
    public long Bytes
    {
        get
        {
            long bytes = 0;
            foreach (NativeColumn column in _columns) bytes += column.Bytes;
            return bytes;
        }
    }

    public void Clear()
    {
        foreach (NativeColumn column in _columns) column.Clear();
    }

    /// <exception cref="InvalidOperationException">A column has more or fewer rows than the first.</exception>
    public void WriteTo(ByteBuffer to)
    {
        int rows = Rows;
        to.AppendVarUInt((ulong)_columns.Length);
        to.AppendVarUInt((ulong)rows);
        for (int i = 0; i < _columns.Length; i++)
        {
            NativeColumn column = _columns[i];
            if (column.Rows != rows)
                throw new InvalidOperationException($"column {column.Name} has {column.Rows} rows, and {_columns[0].Name} has {rows}");
            to.Append(_headers[i]);
            // A block without rows has no data at all, not even an empty dictionary.
            if (rows > 0) column.WriteData(to);
        }
    }

    private static byte[] Header(NativeColumn column)
    {
        var header = new ByteBuffer(64);
        header.AppendString(Encoding.UTF8.GetBytes(column.Name));
        header.AppendString(Encoding.UTF8.GetBytes(column.Type));
        return header.Written.ToArray();
    }
}
