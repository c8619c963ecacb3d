using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Houle.Detection.Bursts;

/// <summary>Writes state as the memory it is, little-endian, each run of values behind its length.</summary>
public static class StateWriter
{
    public static void Write<T>(IBufferWriter<byte> to, ReadOnlySpan<T> values) where T : unmanaged
    {
        Span<byte> length = to.GetSpan(4);
        MemoryMarshal.Write(length, values.Length);
        to.Advance(4);
        to.Write(MemoryMarshal.AsBytes(values));
    }

    public static void Write<T>(IBufferWriter<byte> to, in T value) where T : unmanaged =>
        Write(to, new ReadOnlySpan<T>(in value));
}

/// <summary>Reads what <see cref="StateWriter"/> wrote; refuses what is cut or of another shape.</summary>
public ref struct StateReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool AtEnd => _rest.IsEmpty;

    public ReadOnlySpan<byte> Next<T>(out int count) where T : unmanaged
    {
        if (_rest.Length < 4) throw new InvalidDataException("the detector's state breaks off");
        count = MemoryMarshal.Read<int>(_rest);
        long size = (long)count * Unsafe.SizeOf<T>();
        if (count < 0 || size > _rest.Length - 4) throw new InvalidDataException("the detector's state breaks off");
        ReadOnlySpan<byte> values = _rest.Slice(4, (int)size);
        _rest = _rest[(4 + (int)size)..];
        return values;
    }

    public void Read<T>(scoped Span<T> into) where T : unmanaged
    {
        ReadOnlySpan<byte> values = Next<T>(out int count);
        if (count != into.Length)
            throw new InvalidDataException($"the detector's state holds {count} values where {into.Length} belong; it was written with other options");
        values.CopyTo(MemoryMarshal.AsBytes(into));
    }

    public T Read<T>() where T : unmanaged
    {
        T value = default;
        Read(new Span<T>(ref value));
        return value;
    }
}
