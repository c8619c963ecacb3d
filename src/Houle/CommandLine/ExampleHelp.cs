using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Houle.CommandLine;

/// <summary>The usual help, followed by the command's examples.</summary>
internal sealed class ExampleHelp(HelpAction usual) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        int exitCode = usual.Invoke(parseResult);
        IReadOnlyList<string> examples = parseResult.CommandResult.Command switch
        {
            HouleCommand command => command.Examples,
            RootCommand => HouleProgram.Examples,
            Command group => [.. group.Subcommands.OfType<HouleCommand>().SelectMany(command => command.Examples)],
        };
        TextWriter output = parseResult.InvocationConfiguration.Output;
        output.WriteLine(examples.Count == 1 ? "Example:" : "Examples:");
        foreach (string example in examples) output.WriteLine($"  {example}");
        output.WriteLine();
        return exitCode;
    }
}
