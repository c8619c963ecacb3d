namespace Houle.Streams.Embedded.Tests;

/// <summary>A folder of one test, deleted after it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("houle-log-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
