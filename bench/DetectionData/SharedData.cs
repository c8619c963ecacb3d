namespace Houle.Bench.DetectionData;

/// <summary>Finds ../shared/data beside the checkout; HOULE_SHARED names another folder than ../shared.</summary>
internal static class SharedData
{
    public static string Folder(string name)
    {
        string? given = Environment.GetEnvironmentVariable("HOULE_SHARED");
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); given is null && at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Streaming.sln"))) given = Path.GetFullPath(Path.Combine(at.FullName, "..", "shared"));
        }

        string folder = Path.Combine(given ?? "../shared", "data", name);
        return Directory.Exists(folder) ? folder : throw new DirectoryNotFoundException($"no {folder}; HOULE_SHARED names the folder that has data/");
    }
}
