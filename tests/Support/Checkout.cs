namespace Houle.Tests.Support;

/// <summary>Finds the repository's files above the tests, and the real data beside it.</summary>
internal static class Checkout
{
    public static string Root { get; } = FindRoot();

    /// <summary>The folder of real data, servers and tools beside the repository; HOULE_SHARED names another.</summary>
    public static string SharedFolder { get; } =
        Environment.GetEnvironmentVariable("HOULE_SHARED") is { Length: > 0 } given ? given : Path.GetFullPath(Path.Combine(Root, "..", "shared"));

    public static string Feed(string name) => Path.Combine(Root, "feeds", name + ".yaml");

    public static string Demo(string path) => Path.Combine(Root, "demo", path);

    /// <summary>A file or folder of the shared data; the test is skipped when it is not there.</summary>
    public static string Shared(string path)
    {
        string full = Path.Combine(SharedFolder, "data", path);
        if (!Path.Exists(full)) Assert.Skip($"../shared is absent: no {full}");
        return full;
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Streaming.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException($"no Streaming.sln above {AppContext.BaseDirectory}");
    }
}
