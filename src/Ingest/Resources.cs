namespace Houle.Ingest;

/// <summary>The data files inside this assembly.</summary>
internal static class Resources
{
    public static Stream Open(string name) =>
        typeof(Resources).Assembly.GetManifestResourceStream($"Houle.Ingest.Data.{name}")
        ?? throw new InvalidOperationException($"the assembly lacks its resource {name}");
}
