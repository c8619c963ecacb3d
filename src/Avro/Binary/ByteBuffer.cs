using System.Buffers;
using System.Diagnostics;

namespace Houle.Avro.Binary;

/// <summary>A growable run of bytes that keeps its array when cleared, so that a steady loop allocates nothing.</summary>
/// <remarks>Bounded by <see cref="BytesMax"/>: a writer that would pass it gets an error, not a larger array.</remarks>
public sealed class ByteBuffer : IBufferWriter<byte>
{
    private byte[] _bytes;

    /// <param name="initialBytes">First size of the array, at least 16.</param>
    /// <param name="bytesMax">The most it may hold; default 1 GiB.</param>
    public ByteBuffer(int initialBytes = 4096, int bytesMax = 1 << 30)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(initialBytes, bytesMax);
        _bytes = new byte[Math.Max(16, initialBytes)];
        BytesMax = bytesMax;
    }

    public int BytesMax { get; }

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, Length);

    /// <summary>The array behind the bytes: valid until the next growth.</summary>
    public byte[] Array => _bytes;

    public void Clear() => Length = 0;

    /// <summary>Drops what stands past <paramref name="length"/>.</summary>
    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)Length);
        Length = length;
    }

    /// <summary>Room for at least <paramref name="sizeHint"/> bytes; call <see cref="Advance"/> with what was written.</summary>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        if (_bytes.Length - Length < Math.Max(1, sizeHint)) Grow(Math.Max(1, sizeHint));
        return _bytes.AsSpan(Length);
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_bytes.Length - Length < Math.Max(1, sizeHint)) Grow(Math.Max(1, sizeHint));
        return _bytes.AsMemory(Length);
    }

    public void Advance(int count)
    {
        Debug.Assert(count >= 0 && Length + count <= _bytes.Length);
        Length += count;
    }

    public void Append(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Moves what stands from <paramref name="from"/> on to <paramref name="to"/>, before what stood there: at most 16
    /// bytes, such as a count that is known only after its items.</summary>
    internal void MoveTail(int from, int to)
    {
        Span<byte> tail = stackalloc byte[16];
        Debug.Assert(Length - from <= tail.Length && to <= from);
        tail = tail[..(Length - from)];
        _bytes.AsSpan(from, tail.Length).CopyTo(tail);
        _bytes.AsSpan(to, from - to).CopyTo(_bytes.AsSpan(to + tail.Length));
        tail.CopyTo(_bytes.AsSpan(to));
    }

    private void Grow(int more)
    {
        long needed = (long)Length + more;
        if (needed > BytesMax)
            throw new InvalidOperationException($"a buffer of at most {BytesMax} bytes was asked to hold {needed}");
        System.Array.Resize(ref _bytes, (int)Math.Min(BytesMax, Math.Max(needed, _bytes.Length * 2L)));
    }
}
