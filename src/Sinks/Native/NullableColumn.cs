using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Houle.Avro.Binary;

namespace Houle.Sinks.Native;

/// <summary>A column of values of one width that may be missing: a byte a row that says so, then the values.</summary>
/// <param name="name">Name of the table's column.</param>
/// <param name="type">Type of the values, without <c>Nullable(...)</c> around it.</param>
public sealed class NullableColumn<T>(string name, string type) : NativeColumn(name, $"Nullable({type})")
    where T : unmanaged
{
    private readonly ByteBuffer _isNull = new(1024), _values = new(1024);

    public override int Rows => _isNull.Length;

    public override long Bytes => _isNull.Length + _values.Length;

    public void Append(T? value, int count = 1)
    {
        _isNull.GetSpan(count)[..count].Fill(value is null ? (byte)1 : (byte)0);
        _isNull.Advance(count);
        int bytes = checked(count * Unsafe.SizeOf<T>());
        MemoryMarshal.Cast<byte, T>(_values.GetSpan(bytes)[..bytes]).Fill(value.GetValueOrDefault());
        _values.Advance(bytes);
    }

    public override void Clear()
    {
        _isNull.Clear();
        _values.Clear();
    }

    public override void WriteData(ByteBuffer to)
    {
        to.Append(_isNull.Written);
        to.Append(_values.Written);
    }
}
