namespace Houle.Decoding;

/// <summary>Every schema of schemas/ and schemas/history/, as the build embedded them.</summary>
internal static class KnownSchemas
{
    private const string Prefix = "schemas/";

    public static IEnumerable<string> Texts()
    {
        var assembly = typeof(KnownSchemas).Assembly;
        foreach (string name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return reader.ReadToEnd();
        }
    }
}
