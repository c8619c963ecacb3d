using System.ComponentModel;
using System.Diagnostics;

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

        string script = FindScript() ?? throw new EmbeddedClickHouseException(
            "libchdb.so is not known: set HOULE_LIBCHDB to it, or run native/fetch-libchdb of Houle's repository");
        return RunScript(script);
    }

    private static string? FindScript()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string script = Path.Combine(folder.FullName, "native", "fetch-libchdb");
            if (File.Exists(script)) return script;
        }

        return null;
    }

    private static string RunScript(string script)
    {
        var start = new ProcessStartInfo("bash") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(script);
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string path = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0
                ? path
                : throw new EmbeddedClickHouseException(errors.GetAwaiter().GetResult().Trim().ReplaceLineEndings("; "));
        }
        catch (Win32Exception e)
        {
            throw new EmbeddedClickHouseException($"cannot run {script}: {e.Message}", e);
        }
    }
}
