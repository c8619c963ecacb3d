using System.IO.Compression;

namespace Houle.Web;

/// <summary>Files of this folder that are part of the program.</summary>
internal static class Assets
{
    public static string Text(string name)
    {
        using var reader = new StreamReader(Open(name));
        return reader.ReadToEnd();
    }

    public static IEnumerable<string> PackedLines(string name)
    {
        using var reader = new StreamReader(new GZipStream(Open(name), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line) yield return line;
    }

    private static Stream Open(string name) =>
        typeof(Assets).Assembly.GetManifestResourceStream($"Houle.Web.{name}")
        ?? throw new InvalidOperationException($"the program lacks its own file Web/{name}");
}
