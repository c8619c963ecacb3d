using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Houle.Avro.Binary;

/// <summary>Reads Avro's binary encoding from a span. Every item is checked; nothing is allocated or copied.</summary>
/// <remarks>Stricter than Java: a varint with bits beyond its type, a boolean other than 0 and 1 and text that is not
/// UTF-8 are errors. The position in an error is that of the first byte of the faulty item.</remarks>
[StructLayout(LayoutKind.Auto)]
public ref partial struct AvroReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _position;
    private int _emptyItems;

    public AvroReader(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Bytes read so far.</summary>
    public readonly int Position => _position;

    public readonly int Remaining => _bytes.Length - _position;

    /// <exception cref="AvroException">Something is left.</exception>
    public readonly void EnsureEnd()
    {
        if (_position != _bytes.Length) AvroError.Trailing(_position, Remaining);
    }

    /// <summary>A long: zigzag varint of at most 10 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long ReadLong()
    {
        if ((uint)_position < (uint)_bytes.Length)
        {
            uint first = _bytes[_position];
            if (first < 0x80)
            {
                _position++;
                return (long)(first >> 1) ^ -(long)(first & 1);
            }
        }

        return ReadLongSlow();
    }

    /// <summary>An int: zigzag varint of at most 5 bytes, 32 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadInt()
    {
        if ((uint)_position < (uint)_bytes.Length)
        {
            uint first = _bytes[_position];
            if (first < 0x80)
            {
                _position++;
                return (int)(first >> 1) ^ -(int)(first & 1);
            }
        }

        return ReadIntSlow();
    }

    public bool ReadBool()
    {
        if ((uint)_position >= (uint)_bytes.Length) AvroError.EndOfData(_position);
        byte value = _bytes[_position];
        if (value > 1) AvroError.Boolean(_position, value);
        _position++;
        return value == 1;
    }

    public float ReadFloat() => BinaryPrimitives.ReadSingleLittleEndian(ReadFixed(sizeof(float)));

    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(ReadFixed(sizeof(double)));

    /// <summary>The next <paramref name="count"/> bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> ReadFixed(int count)
    {
        Debug.Assert(count >= 0);
        int start = _position;
        if ((uint)count > (uint)(_bytes.Length - start)) AvroError.EndOfData(start);
        _position = start + count;
        return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref MemoryMarshal.GetReference(_bytes), start), count);
    }

    /// <summary>Bytes, or text that is not checked: a length and as many bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> ReadBytes()
    {
        int at = _position;
        long length = ReadLong();
        int start = _position;
        if ((ulong)length > (ulong)(_bytes.Length - start)) AvroError.Length(at, length, Remaining);
        _position = start + (int)length;
        return MemoryMarshal.CreateReadOnlySpan(
            ref Unsafe.Add(ref MemoryMarshal.GetReference(_bytes), start), (int)length);
    }

    /// <summary>As <see cref="ReadBytes"/>, but false, without moving, where it would throw.</summary>
    internal bool TryReadBytes(out ReadOnlySpan<byte> bytes)
    {
        ulong zigzag = 0;
        bytes = default;
        for (int i = 0; i < 5 && _position + i < _bytes.Length; i++)
        {
            uint next = _bytes[_position + i];
            zigzag |= (ulong)(next & 0x7F) << (7 * i);
            if (next >= 0x80) continue;
            int start = _position + i + 1;
            if ((zigzag & 1) != 0 || zigzag >> 1 > (ulong)(_bytes.Length - start)) return false;
            bytes = _bytes.Slice(start, (int)(zigzag >> 1));
            _position = start + bytes.Length;
            return true;
        }

        return false;
    }

    /// <summary>Text: bytes that are UTF-8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> ReadString()
    {
        int at = _position;
        ReadOnlySpan<byte> text = ReadBytes();
        if (!Utf8Text.IsValid(text)) AvroError.Utf8(at);
        return text;
    }

    /// <summary>Index of an enum's symbol or a union's branch, from 0 to <paramref name="count"/> - 1.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="what">Named in the error: <c>symbol</c>, <c>branch</c>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadIndex(int count, string what)
    {
        int at = _position;
        int index = ReadInt();
        if ((uint)index >= (uint)count) AvroError.Index(at, what, index, count);
        return index;
    }

    /// <summary>The head of the next block of an array or map.</summary>
    /// <param name="bytes">Size of the block if it says so, else -1: compare with what was read, by <see cref="EndBlock"/>.</param>
    /// <returns>Items in the block; 0 ends the array. Not bounded by the data yet: the item's size decides.</returns>
    public long ReadBlockCount(out int bytes)
    {
        int at = _position;
        bytes = -1;
        long count = ReadLong();
        if (count >= 0) return count;
        if (count == long.MinValue) AvroError.Count(at, count, Remaining);
        int sizeAt = _position;
        long size = ReadLong();
        if ((ulong)size > (ulong)Remaining) AvroError.Length(sizeAt, size, Remaining);
        bytes = (int)size;
        return -count;
    }

    /// <summary>Passes the 0 that ends an array; false, without moving, when another block follows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryReadEnd()
    {
        if ((uint)_position >= (uint)_bytes.Length || _bytes[_position] != 0) return false;
        _position++;
        return true;
    }

    /// <summary>Checks a block's stated size against where its items ended.</summary>
    public readonly void EndBlock(int start, int bytes)
    {
        if (bytes >= 0 && _position - start != bytes) AvroError.BlockSize(start, bytes, _position - start);
    }

    /// <summary>Refuses a block that cannot fit into what is left, before anything is done for its items.</summary>
    /// <param name="count">Items that the block claims, at least 0.</param>
    /// <param name="itemBytesMin">Fewest bytes of an item; with 0, all such items that this reader meets together are bounded
    /// by <see cref="AvroLimits.EmptyItemsMax"/>.</param>
    public void CheckCount(long count, int itemBytesMin)
    {
        if (itemBytesMin == 0)
        {
            if (count > AvroLimits.EmptyItemsMax - _emptyItems) AvroError.EmptyItems(_position);
            _emptyItems += (int)count;
        }
        else if (count > Remaining / itemBytesMin)
        {
            AvroError.Count(_position, count, Remaining);
        }
    }

    /// <summary>As <see cref="CheckCount(long, int)"/>, for those that walk by a schema: records of no bytes count themselves, one by one, as
    /// they do wherever else they stand.</summary>
    internal void CheckCount(long count, int itemBytesMin, bool itemsAreRecords)
    {
        if (itemBytesMin > 0 || !itemsAreRecords) CheckCount(count, itemBytesMin);
        else if (count > AvroLimits.EmptyItemsMax - _emptyItems) AvroError.EmptyItems(_position);
    }

    /// <summary>Counts a record of no bytes as an item of none: 2^n of them fit into a small schema.</summary>
    internal void CountEmptyRecord()
    {
        if (++_emptyItems > AvroLimits.EmptyItemsMax) AvroError.EmptyItems(_position);
    }

    /// <summary>Goes back, or on, to a position within the bytes.</summary>
    internal void Seek(int position)
    {
        Debug.Assert((uint)position <= (uint)_bytes.Length);
        _position = position;
    }

    /// <summary>The bytes between two positions that were read already.</summary>
    internal readonly ReadOnlySpan<byte> Between(int start, int end) => _bytes[start..end];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private long ReadLongSlow()
    {
        ulong value = 0;
        int at = _position;
        for (int i = 0; i < 10; i++)
        {
            if ((uint)(at + i) >= (uint)_bytes.Length) AvroError.EndOfData(at);
            uint next = _bytes[at + i];
            if (i == 9 && next > 1) AvroError.Varint(at, 64);
            value |= (ulong)(next & 0x7F) << (7 * i);
            if (next >= 0x80) continue;
            _position = at + i + 1;
            return (long)(value >> 1) ^ -(long)(value & 1);
        }

        throw new UnreachableException(); // the tenth byte ends the number or is an error
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int ReadIntSlow()
    {
        uint value = 0;
        int at = _position;
        for (int i = 0; i < 5; i++)
        {
            if ((uint)(at + i) >= (uint)_bytes.Length) AvroError.EndOfData(at);
            uint next = _bytes[at + i];
            if (i == 4 && next > 0x0F) AvroError.Varint(at, 32);
            value |= (next & 0x7F) << (7 * i);
            if (next >= 0x80) continue;
            _position = at + i + 1;
            return (int)(value >> 1) ^ -(int)(value & 1);
        }

        throw new UnreachableException(); // the fifth byte ends the number or is an error
    }
}
