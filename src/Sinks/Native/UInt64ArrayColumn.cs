using System.Runtime.InteropServices;
using Houle.Avro.Binary;

namespace Houle.Sinks.Native;

/// <summary>A column of arrays of UInt64: where each row's array ends, then all elements.</summary>
public sealed class UInt64ArrayColumn(string name) : NativeColumn(name, "Array(UInt64)")
{
    private readonly ByteBuffer _ends = new(1024), _elements = new(1024);

    public override int Rows => _ends.Length / sizeof(ulong);

    public override long Bytes => _ends.Length + _elements.Length;

    public void Append(ReadOnlySpan<ulong> elements) => AppendLittleEndian(MemoryMarshal.AsBytes(elements));

    /// <summary>Appends an array that is already encoded, eight bytes an element.</summary>
    /// <exception cref="ArgumentException">The length is not a multiple of 8.</exception>
    public void AppendLittleEndian(ReadOnlySpan<byte> elements)
    {
        if (elements.Length % sizeof(ulong) != 0)
            throw new ArgumentException($"{elements.Length} bytes are not a whole number of 8-byte elements", nameof(elements));
        _elements.Append(elements);
        _ends.AppendUInt64((ulong)_elements.Length / sizeof(ulong));
    }

    public override void Clear()
    {
        _ends.Clear();
        _elements.Clear();
    }

    public override void WriteData(ByteBuffer to)
    {
        to.Append(_ends.Written);
        to.Append(_elements.Written);
    }
}
