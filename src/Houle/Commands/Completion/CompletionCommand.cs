using System.CommandLine;
using Houle.CommandLine;

namespace Houle.Commands.Completion;

/// <summary>Prints the script that teaches a shell to complete houle's commands and options.</summary>
internal sealed class CompletionCommand : HouleCommand
{
    private readonly Argument<string> _shell = new("SHELL") { Description = "bash, zsh or fish" };

    public CompletionCommand()
        : base("completion", "Print a completion script for bash, zsh or fish", "source <(./houle completion bash)")
    {
        _shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        Add(_shell);
    }

    protected override Task<int> Run(CommandContext context)
    {
        context.Out.WriteLine(CompletionScripts.For(context.Get(_shell)!));
        return Task.FromResult(ExitCodes.Done);
    }
}
