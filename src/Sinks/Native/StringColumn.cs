using Houle.Avro.Binary;

namespace Houle.Sinks.Native;

/// <summary>A column of strings (any bytes), each after its length.</summary>
public sealed class StringColumn(string name) : NativeColumn(name, "String")
{
    private readonly ByteBuffer _values = new(1024);
    private int _rows;

    public override int Rows => _rows;

    public override long Bytes => _values.Length;

    public void Append(ReadOnlySpan<byte> value)
    {
        _values.AppendString(value);
        _rows++;
    }

    public override void Clear()
    {
        _values.Clear();
        _rows = 0;
    }

    public override void WriteData(ByteBuffer to) => to.Append(_values.Written);
}
