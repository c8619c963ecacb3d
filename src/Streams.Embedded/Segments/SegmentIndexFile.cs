using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Houle.Streams.Embedded.Segments;

/// <summary>A closed segment's index on disk: a help, never a truth. One that is missing or damaged is made again.</summary>
/// <remarks>Little-endian: "HLX1", CRC-32C of the rest (4), bytes of the segment it covers (8), entries (8 each).</remarks>
internal static class SegmentIndexFile
{
    public const string FileExtension = ".index";

    private const int HeaderBytes = 16;

    public static string PathOf(string segmentPath) => Path.ChangeExtension(segmentPath, FileExtension);

    /// <summary>The entries, if the file is whole and made for a segment of exactly this length.</summary>
    public static List<IndexEntry>? TryLoad(string segmentPath, long segmentBytes)
    {
        string path = PathOf(segmentPath);
        if (!File.Exists(path)) return null;
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (IOException)
        {
            return null; // deleted by retention in between, or unreadable: the segment itself will tell
        }
        bool isWhole = bytes.Length >= HeaderBytes && (bytes.Length - HeaderBytes) % 8 == 0 &&
            bytes.AsSpan(0, 4).SequenceEqual("HLX1"u8) &&
            BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4)) == ChecksumOf(bytes) &&
            BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(8)) == segmentBytes;
        return isWhole ? [.. MemoryMarshal.Cast<byte, IndexEntry>(bytes.AsSpan(HeaderBytes))] : null;
    }

    /// <returns>False when there was no room: the next reader will walk the segment instead.</returns>
    public static bool TrySave(string segmentPath, long segmentBytes, List<IndexEntry> entries)
    {
        byte[] bytes = new byte[HeaderBytes + (entries.Count * 8)];
        "HLX1"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), segmentBytes);
        MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(entries)).CopyTo(bytes.AsSpan(HeaderBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), ChecksumOf(bytes));
        try
        {
            File.WriteAllBytes(PathOf(segmentPath), bytes);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static uint ChecksumOf(ReadOnlySpan<byte> file) => Crc32C.Finish(Crc32C.Add(Crc32C.Start, file[8..]));
}
