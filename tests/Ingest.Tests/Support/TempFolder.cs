using System.IO.Compression;
using System.Text;

namespace Houle.Ingest.Tests.Support;

/// <summary>A folder of its own for one test, removed after it.</summary>
public sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("houle-ingest-test-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        System.IO.File.WriteAllBytes(File(name), bytes);
        return File(name);
    }

    public static byte[] Gzip(byte[] bytes)
    {
        using MemoryStream to = new();
        using (GZipStream zip = new(to, CompressionLevel.Optimal, leaveOpen: true)) zip.Write(bytes);
        return to.ToArray();
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
