using Houle.CommandLine;

namespace Houle.Tests.Support;

/// <summary>The command line inside the test's own process.</summary>
internal static class Cli
{
    public static async Task<ShellResult> Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int exitCode = await HouleProgram.Run(arguments, output, error);
        return new ShellResult(exitCode, output.ToString(), error.ToString());
    }
}
