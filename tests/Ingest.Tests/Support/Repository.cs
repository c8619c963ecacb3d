namespace Houle.Ingest.Tests.Support;

/// <summary>Finds the repository's files, and the real data beside it.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Feed(string name) => Path.Combine(Root, "feeds", name + ".yaml");

    public static string Demo(string path) => Path.Combine(Root, "demo", path);

    /// <summary>A file of the shared data; the test is skipped when it is not there.</summary>
    public static string Shared(string path)
    {
        string shared = Environment.GetEnvironmentVariable("HOULE_SHARED") ?? Path.Combine(Root, "..", "shared");
        string full = Path.Combine(shared, "data", path);
        if (!File.Exists(full)) Assert.Skip($"../shared is absent: no {full}");
        return full;
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Streaming.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("the tests run outside the repository");
    }
}
