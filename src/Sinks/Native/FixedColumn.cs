using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Houle.Avro.Binary;

namespace Houle.Sinks.Native;

/// <summary>A column whose values have one width: UInt8 to UInt64, Int8 to Int64, DateTime, DateTime64.</summary>
/// <remarks><c>DateTime</c> is seconds since 1970 in a <see cref="uint"/>; <c>DateTime64(3)</c> milliseconds in a
/// <see cref="long"/>.</remarks>
public sealed class FixedColumn<T>(string name, string type) : NativeColumn(name, type)
    where T : unmanaged
{
    private readonly ByteBuffer _values = new(1024);

    public override int Rows => _values.Length / Unsafe.SizeOf<T>();

    public override long Bytes => _values.Length;

    public void Append(T value) => _values.AppendRaw(value);

    /// <summary>Appends the same value <paramref name="count"/> times.</summary>
    public void Append(T value, int count)
    {
        int bytes = checked(count * Unsafe.SizeOf<T>());
        MemoryMarshal.Cast<byte, T>(_values.GetSpan(bytes)[..bytes]).Fill(value);
        _values.Advance(bytes);
    }

    public override void Clear() => _values.Clear();

    public override void WriteData(ByteBuffer to) => to.Append(_values.Written);
}
