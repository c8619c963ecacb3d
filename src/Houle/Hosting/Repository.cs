namespace Houle.Hosting;

/// <summary>Finds what a checkout holds beside the program: demo/, feeds/, native/.</summary>
internal static class Repository
{
    /// <summary>The folder with Streaming.sln above the program; null when the program was copied elsewhere.</summary>
    public static string? Root { get; } = Find(AppContext.BaseDirectory);

    private static string? Find(string start)
    {
        for (string? folder = start; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Streaming.sln"))) return folder;
        }
        return null;
    }
}
