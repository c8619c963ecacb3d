namespace Houle.Sinks.Tests;

/// <summary>A folder that is gone when the test is.</summary>
public sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("houle-sinks-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
