namespace Houle.Avro.Tests;

/// <summary>Where the repository stands: the folder with Streaming.sln above the tests.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Streaming.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException($"no Streaming.sln above {AppContext.BaseDirectory}");
    }
}
