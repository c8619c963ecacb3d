using System.CommandLine;
using Houle.Configuration;

namespace Houle.CommandLine;

/// <summary>Where a command writes: results to <paramref name="Out"/>, progress and logs to <paramref name="Error"/>.</summary>
internal sealed record CommandContext(ParseResult Arguments, TextWriter Out, TextWriter Error, CancellationToken Cancel)
{
    public T? Get<T>(Option<T> option) => Arguments.GetValue(option);

    public T? Get<T>(Argument<T> argument) => Arguments.GetValue(argument);

    /// <summary>The configuration that --config names, else ./houle.yaml, else the defaults.</summary>
    public HouleConfig LoadConfig() => ConfigFile.Load(Get(HouleProgram.ConfigOption));
}

/// <summary>A command with examples in its help.</summary>
internal abstract class HouleCommand : Command
{
    protected HouleCommand(string name, string description, params string[] examples) : base(name, description)
    {
        Examples = examples;
        SetAction((arguments, cancel) => Run(new CommandContext(
            arguments, arguments.InvocationConfiguration.Output, arguments.InvocationConfiguration.Error, cancel)));
    }

    /// <summary>Command lines that work as they stand in a checkout.</summary>
    public IReadOnlyList<string> Examples { get; }

    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    protected abstract Task<int> Run(CommandContext context);

    /// <summary>The option of every command with results.</summary>
    protected static Option<bool> JsonOption() =>
        new("--json") { Description = "One JSON document on standard output instead of text" };
}
