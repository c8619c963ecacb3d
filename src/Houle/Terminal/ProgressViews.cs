using Houle.CommandLine;

namespace Houle.Terminal;

/// <summary>Chooses the view: bars on a terminal, lines elsewhere.</summary>
internal static class ProgressViews
{
    /// <param name="findingsAreResults">Findings belong on standard output; otherwise they are progress.</param>
    /// <param name="work">The work that is shown.</param>
    public static Task Run(CommandContext context, bool findingsAreResults, Func<IProgressView, Task> work)
    {
        // A test's writer is no terminal, whatever the process was started from.
        bool isTerminal = !Console.IsErrorRedirected && ReferenceEquals(context.Error, Console.Error);
        if (!isTerminal)
            return work(new PlainView(findingsAreResults ? context.Out : context.Error, context.Error, TimeProvider.System));
        bool apart = findingsAreResults && Console.IsOutputRedirected;
        return TerminalView.Run(context.Error, apart ? context.Out : null, work);
    }
}
