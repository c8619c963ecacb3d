using System.Buffers.Binary;
using Houle.Avro.Binary;

namespace Houle.Avro.Containers.Codecs;

/// <summary>Unpacks Snappy's block format straight into a buffer, believing nothing the bytes say.</summary>
/// <remarks>google/snappy, format_description.txt: the length, then literals and copies of what stands already. Ours and not
/// IronSnappy's: that one allocates what the first bytes ask for, up to 2 GB.</remarks>
internal static class SnappyDecoder
{
    /// <summary>The shortest element that gives the most is a copy of 64 bytes in 3; a stated length beyond that is a lie.</summary>
    private const int GrowthMax = 22;

    /// <exception cref="InvalidDataException">The bytes are not Snappy's, or more than the buffer takes.</exception>
    public static void Unpack(ReadOnlySpan<byte> packed, ByteBuffer into)
    {
        int at = 0;
        long length = Length(packed, ref at);
        if (length > into.BytesMax - into.Length) throw CodecFault.TooLarge(into);
        if (length > (packed.Length - at) * (long)GrowthMax) throw new InvalidDataException($"{length} bytes are stated for {packed.Length - at}");
        Span<byte> data = into.GetSpan((int)length)[..(int)length];
        int written = 0;
        while (at < packed.Length)
        {
            int tag = packed[at++];
            if ((tag & 3) == 0) Literal(packed, ref at, tag, data, ref written);
            else Copy(packed, ref at, tag, data, ref written);
        }

        if (written != length) throw new InvalidDataException($"{length} bytes are stated, {written} come out");
        into.Advance((int)length);
    }

    private static long Length(ReadOnlySpan<byte> packed, ref int at)
    {
        ulong length = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            if (at == packed.Length) break;
            byte next = packed[at++];
            length |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return length <= uint.MaxValue ? (long)length : throw new InvalidDataException("a length of more than 32 bits");
        }

        throw new InvalidDataException("the length is cut short");
    }

    private static void Literal(ReadOnlySpan<byte> packed, ref int at, int tag, Span<byte> data, ref int written)
    {
        uint length = (uint)tag >> 2;
        if (length >= 60)
        {
            int bytes = (int)length - 59;
            if (packed.Length - at < bytes) throw CutShort();
            length = 0;
            for (int i = 0; i < bytes; i++) length |= (uint)packed[at++] << (8 * i);
        }

        if (length >= (uint)(packed.Length - at)) throw CutShort();
        if (length >= (uint)(data.Length - written)) throw TooMuch();
        packed.Slice(at, (int)length + 1).CopyTo(data[written..]);
        at += (int)length + 1;
        written += (int)length + 1;
    }

    private static void Copy(ReadOnlySpan<byte> packed, ref int at, int tag, Span<byte> data, ref int written)
    {
        int bytes = (tag & 3) == 3 ? 4 : tag & 3, length = (tag >> 2) + 1;
        if (packed.Length - at < bytes) throw CutShort();
        uint offset;
        switch (bytes)
        {
            case 1:
                length = ((tag >> 2) & 7) + 4;
                offset = ((uint)tag >> 5 << 8) | packed[at];
                break;
            case 2: offset = BinaryPrimitives.ReadUInt16LittleEndian(packed[at..]); break;
            default: offset = BinaryPrimitives.ReadUInt32LittleEndian(packed[at..]); break;
        }

        at += bytes;
        if (offset == 0 || offset > (uint)written) throw new InvalidDataException($"a copy from {offset} bytes back, where {written} stand");
        if (length > data.Length - written) throw TooMuch();
        int from = written - (int)offset;
        if (offset >= (uint)length)
        {
            data.Slice(from, length).CopyTo(data[written..]);
            written += length;
            return;
        }

        // The copy reads what it has just written: a short run, repeated.
        for (int i = 0; i < length; i++) data[written + i] = data[from + i];
        written += length;
    }

    private static InvalidDataException CutShort() => new("the data is cut short");

    private static InvalidDataException TooMuch() => new("more bytes come out than are stated");
}
