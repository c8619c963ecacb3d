using System.Buffers.Binary;
using Houle.Avro.Binary;

namespace Houle.Ingest.Merge;

/// <summary>A sorted run of rows on disk: time (8), length (4) and bytes of each.</summary>
/// <remarks>Its file has no name once it is open, so that the space comes back however the process ends.</remarks>
internal sealed class SpilledRun : ISortedRows, IDisposable
{
    private const int HeaderBytes = 12;
    private readonly FileStream _file;
    private readonly ByteBuffer _row = new(1024);

    private SpilledRun(FileStream file) => _file = file;

    /// <exception cref="IngestException">The disk is full, or the folder cannot be written.</exception>
    public static SpilledRun Write(string folder, ISortedRows rows)
    {
        try
        {
            Directory.CreateDirectory(folder);
            string path = Path.Combine(folder, Path.GetRandomFileName());
            FileStream file = new(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16);
            File.Delete(path);
            try
            {
                Span<byte> header = stackalloc byte[HeaderBytes];
                while (rows.Next(out long timeMs, out ReadOnlySpan<byte> row))
                {
                    BinaryPrimitives.WriteInt64LittleEndian(header, timeMs);
                    BinaryPrimitives.WriteInt32LittleEndian(header[8..], row.Length);
                    file.Write(header);
                    file.Write(row);
                }

                file.Position = 0;
                return new SpilledRun(file);
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IngestException(
                $"{folder}: rows cannot be set aside for sorting: {e.Message}; free space there, or name another folder", e);
        }
    }

    public bool Next(out long timeMs, out ReadOnlySpan<byte> row)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        int read = _file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false);
        if (read == 0)
        {
            timeMs = 0;
            row = default;
            return false;
        }

        timeMs = BinaryPrimitives.ReadInt64LittleEndian(header);
        int length = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        _row.Clear();
        _file.ReadExactly(_row.GetSpan(length)[..length]);
        _row.Advance(length);
        row = _row.Written;
        return true;
    }

    public void Dispose() => _file.Dispose();
}
