using System.Globalization;
using Houle.Hosting;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Houle.Terminal;

/// <summary>Bars that move, and above them what was found. Lives in the terminal behind standard error.</summary>
internal sealed class TerminalView : IProgressView
{
    private readonly IAnsiConsole _console;
    private readonly ProgressContext _progress;
    private readonly TextWriter? _findings;
    private readonly Dictionary<string, ProgressTask> _tasks = [];

    private TerminalView(IAnsiConsole console, ProgressContext progress, TextWriter? findings) =>
        (_console, _progress, _findings) = (console, progress, findings);

    /// <param name="error">Standard error, a terminal.</param>
    /// <param name="findings">Where findings go when that is not the same terminal; null when it is.</param>
    /// <param name="play">The work that is shown; the bars are taken away after it.</param>
    public static Task Run(TextWriter error, TextWriter? findings, Func<IProgressView, Task> play)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        return console.Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(),
                new RowsColumn(), new ElapsedTimeColumn())
            .StartAsync(progress => play(new TerminalView(console, progress, findings)));
    }

    public void Progress(IReadOnlyList<IngestShare> shares, long lag)
    {
        foreach (IngestShare share in shares)
        {
            if (!_tasks.TryGetValue(share.Name, out ProgressTask? task))
                _tasks[share.Name] = task = _progress.AddTask(Markup.Escape(share.Name), maxValue: 1);
            task.State.Update<long>(RowsColumn.Key, _ => share.Rows);
            task.Value = share.Share;
        }
    }

    public void Finding(string line)
    {
        if (_findings is not null) _findings.WriteLine(line);
        else Write(line, "bold");
    }

    public void Note(string line) => Write(line, "grey");

    /// <summary>Line by line and each to the full width: a line that the terminal wraps itself would leave parts of the
    /// bars standing.</summary>
    private void Write(string text, string style)
    {
        int width = Math.Max(20, _console.Profile.Width - 1);
        while (text.Length > 0)
        {
            int cut = text.Length <= width ? text.Length : text.LastIndexOf(' ', width);
            if (cut <= 0) cut = width;
            _console.MarkupLineInterpolated($"[{style}]{text[..cut].PadRight(width)}[/]");
            text = text[cut..].TrimStart();
        }
    }

    private sealed class RowsColumn : ProgressColumn
    {
        public const string Key = "rows";

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(task.State.Get<long>(Key).ToString("#,0", CultureInfo.InvariantCulture).PadLeft(9) + " rows");
    }
}
