using System.Buffers.Binary;
using Houle.Streams.Log;

namespace Houle.Streams.Embedded.Segments;

/// <summary>How a record lies in a segment file: a header of 24 bytes, then headers, key and value.</summary>
/// <remarks>
/// Little-endian: CRC-32C (4), length of the whole frame (4), timestamp in ms (8), key length or -1 (4), value length
/// or -1 (4). The CRC covers the record's offset, which is not stored, and everything after the CRC: so a record that
/// stands in another's place is found out too.
/// </remarks>
internal static class RecordFrame
{
    public const int HeaderBytes = 24;

    public static int BytesOf(in PendingRecord record) => HeaderBytes + BodyBytesOf(record);

    public static int BodyBytesOf(in PendingRecord record) =>
        record.HeadersLength + Math.Max(0, record.KeyLength) + Math.Max(0, record.ValueLength);

    /// <summary>Writes a frame that fills <paramref name="to"/>; the body is headers, key and value, back to back.</summary>
    public static void Write(
        Span<byte> to, long offset, long timestampMs, int keyLength, int valueLength, ReadOnlySpan<byte> body)
    {
        BinaryPrimitives.WriteInt32LittleEndian(to[4..], to.Length);
        BinaryPrimitives.WriteInt64LittleEndian(to[8..], timestampMs);
        BinaryPrimitives.WriteInt32LittleEndian(to[16..], keyLength);
        BinaryPrimitives.WriteInt32LittleEndian(to[20..], valueLength);
        body.CopyTo(to[HeaderBytes..]);
        BinaryPrimitives.WriteUInt32LittleEndian(to, ChecksumOf(to, offset));
    }

    /// <summary>The length a frame claims: to be checked against what is there before it is believed.</summary>
    public static int ClaimedLength(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadInt32LittleEndian(frame[4..]);

    /// <summary>Reads a frame that fills <paramref name="frame"/> and stands at <paramref name="at"/> in its buffer.</summary>
    /// <returns>False when the frame is not what was written.</returns>
    public static bool TryRead(ReadOnlySpan<byte> frame, long offset, int at, out RecordSlice slice)
    {
        slice = default;
        if (BinaryPrimitives.ReadUInt32LittleEndian(frame) != ChecksumOf(frame, offset)) return false;
        int keyLength = BinaryPrimitives.ReadInt32LittleEndian(frame[16..]);
        int valueLength = BinaryPrimitives.ReadInt32LittleEndian(frame[20..]);
        long headersLength = frame.Length - (long)HeaderBytes - Math.Max(0, keyLength) - Math.Max(0, valueLength);
        if (keyLength < -1 || valueLength < -1 || headersLength < 0) return false;
        int headersStart = at + HeaderBytes;
        int keyStart = headersStart + (int)headersLength;
        slice = new RecordSlice(
            offset, BinaryPrimitives.ReadInt64LittleEndian(frame[8..]), keyStart, keyLength,
            keyStart + Math.Max(0, keyLength), valueLength, headersStart, (int)headersLength);
        return true;
    }

    private static uint ChecksumOf(ReadOnlySpan<byte> frame, long offset) =>
        Crc32C.Finish(Crc32C.Add(Crc32C.Add(Crc32C.Start, (ulong)offset), frame[4..]));
}
