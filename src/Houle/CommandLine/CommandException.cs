namespace Houle.CommandLine;

/// <summary>A command cannot go on; the message is one line that says what, where and what to do.</summary>
internal sealed class CommandException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public int ExitCode { get; } = exitCode;

    public static CommandException Usage(string message) => new(ExitCodes.Usage, message);

    public static CommandException Unreachable(string message, Exception? inner = null) =>
        new(ExitCodes.Unreachable, message, inner);
}
