using System.ComponentModel;
using System.Diagnostics;

namespace Houle.Native;

/// <summary>Runs the scripts of the checkout's native/, which fetch or build a library once and print where it lies. Compiled into
/// each project that has such a library.</summary>
internal static class NativeScript
{
    /// <summary>Runs a script of the checkout that this program lies in.</summary>
    /// <param name="name">Its name in native/.</param>
    /// <param name="failure">Makes the exception for a script that cannot be run, or says what went wrong.</param>
    /// <returns>The path that it printed; null where there is no such script.</returns>
    public static string? Run(string name, Func<string, Exception?, Exception> failure) =>
        Find(name) is { } script ? RunFile(script, failure) : null;

    private static string? Find(string name)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string script = Path.Combine(folder.FullName, "native", name);
            if (File.Exists(script)) return script;
        }

        return null;
    }

    private static string RunFile(string script, Func<string, Exception?, Exception> failure)
    {
        var start = new ProcessStartInfo("bash", [script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string path = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 ? path : throw failure(errors.GetAwaiter().GetResult().Trim().ReplaceLineEndings("; "), null);
        }
        catch (Win32Exception e)
        {
            throw failure($"cannot run {script}: {e.Message}", e);
        }
    }
}
