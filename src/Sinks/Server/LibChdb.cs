using Houle.Native;

namespace Houle.Sinks.Server;

/// <summary>Finds libchdb.so, fetching it once if the repository's script is at hand.</summary>
public static class LibChdb
{
    /// <param name="configured">A path to use as it is, or null.</param>
    /// <exception cref="EmbeddedClickHouseException">It is not there and cannot be fetched.</exception>
    public static string FindOrFetch(string? configured = null)
    {
        configured ??= Environment.GetEnvironmentVariable("HOULE_LIBCHDB") is { Length: > 0 } path ? path : null;
        if (configured is not null)
        {
            return File.Exists(configured)
                ? Path.GetFullPath(configured)
                : throw new EmbeddedClickHouseException($"libchdb is configured as {configured}, and there is no such file");
        }

        return NativeScript.Run("fetch-libchdb", static (problem, cause) => new EmbeddedClickHouseException(problem, cause))
            ?? throw new EmbeddedClickHouseException(
                "libchdb.so is not known: set HOULE_LIBCHDB to it, or run native/fetch-libchdb of Houle's repository");
    }
}
