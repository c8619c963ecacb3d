using System.Security.Cryptography;
using ICSharpCode.SharpZipLib.GZip;

namespace Houle.Ingest.Files;

/// <summary>A file as ingest reads it: plain or gzip (told by its first bytes, not by its name), with its hash.</summary>
public sealed class InputFile
{
    private const int SniffBytes = 4096;

    private InputFile(string path, long bytes, string sha256, bool isGzip)
    {
        Path = path;
        Name = System.IO.Path.GetFileName(path);
        Bytes = bytes;
        Sha256 = sha256;
        IsGzip = isGzip;
    }

    public string Path { get; }

    public string Name { get; }

    /// <summary>Size on disk.</summary>
    public long Bytes { get; }

    /// <summary>SHA-256 of the file as it lies on disk, in lower-case hexadecimal: what makes row ids and sessions.</summary>
    public string Sha256 { get; }

    public bool IsGzip { get; }

    /// <summary>Reads the whole file once, for its hash.</summary>
    /// <exception cref="IngestException">There is no such file, or it cannot be read.</exception>
    public static InputFile Inspect(string path)
    {
        try
        {
            using FileStream stream = OpenPlain(path);
            Span<byte> magic = stackalloc byte[2];
            int read = stream.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
            stream.Position = 0;
            string hash = Convert.ToHexStringLower(SHA256.HashData(stream));
            return new InputFile(path, stream.Length, hash, read == 2 && magic[0] == 0x1F && magic[1] == 0x8B);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IngestException($"{path}: cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Opens the content, unpacked.</summary>
    /// <param name="onBytes">Told the position on disk now and then, for progress bars.</param>
    public Stream Open(Action<long>? onBytes = null)
    {
        Stream file = new CountingStream(OpenPlain(Path), onBytes);
        // SharpZipLib rather than System.IO.Compression: the latter takes a truncated file for a whole one.
        return IsGzip ? new GZipInputStream(file, 64 << 10) : file;
    }

    /// <summary>Refuses text that is not UTF-8 by its byte order mark or by NUL bytes among its first 4 KiB.</summary>
    /// <returns>Length of a UTF-8 byte order mark to skip: 0 or 3.</returns>
    internal int CheckEncoding(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) return 3;
        string? encoding = head switch
        {
            [0xFF, 0xFE, 0, 0, ..] or [0, 0, 0xFE, 0xFF, ..] => "UTF-32",
            [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => "UTF-16",
            _ when head[..Math.Min(head.Length, SniffBytes)].Contains((byte)0) => "UTF-16 or binary (it holds NUL bytes)",
            _ => null,
        };
        if (encoding is null) return 0;
        throw new IngestException($"{Path}:1: the file is {encoding}; convert it to UTF-8 (iconv -f UTF-16 -t UTF-8)");
    }

    private static FileStream OpenPlain(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
}
