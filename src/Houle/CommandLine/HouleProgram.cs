using System.CommandLine;
using System.CommandLine.Help;
using Houle.Commands.Alerts;
using Houle.Commands.Audience;
using Houle.Commands.Campaigns;
using Houle.Commands.Completion;
using Houle.Commands.Config;
using Houle.Commands.Demo;
using Houle.Commands.Detect;
using Houle.Commands.Doctor;
using Houle.Commands.Generate;
using Houle.Commands.Ingest;
using Houle.Commands.Run;
using Houle.Commands.Tail;
using Houle.Commands.Topics;
using Houle.Configuration;

namespace Houle.CommandLine;

/// <summary>The command line: which commands there are, and what their failures become.</summary>
internal static class HouleProgram
{
    public static IReadOnlyList<string> Examples { get; } =
    [
        "./houle demo                  # play the data of demo/ into a real ClickHouse",
        "./houle demo --once --json    # the same, ending with one JSON document",
        "./houle doctor                # is everything as it should be?",
    ];

    public static Option<string?> ConfigOption { get; } = new("--config")
    {
        Description = "Configuration file; without it ./houle.yaml, or the defaults",
        HelpName = "FILE",
        Recursive = true,
    };

    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> Run(string[] args, TextWriter output, TextWriter error)
    {
        RootCommand root = Create();
        ParseResult parsed = root.Parse(args.Length == 0 ? ["--help"] : args);
        if (parsed.Errors.Count > 0 && parsed.Action is not ExampleHelp) return ReportUsage(parsed, error);
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
            });
        }
        catch (Exception e) when (Failure.ExitCodeOf(e) is { } exitCode)
        {
            error.WriteLine(Failure.MessageOf(e));
            return exitCode;
        }
    }

    internal static RootCommand Create()
    {
        var root = new RootCommand("Houle watches what people say, want, buy and visit, city by city.")
        {
            ConfigOption,
            new DemoCommand(),
            new DemoWorkerCommand(),
            new RunCommand(),
            new IngestCommand(),
            new CampaignsCommand(),
            new GenerateCommand(),
            new TopicsCommand(),
            new TailCommand(),
            new DoctorCommand(),
            new AudienceCommand(),
            new Command("alerts", "What a rule would send, how often, and how useful it was")
            {
                new AlertsTestCommand(),
                new AlertsPreviewCommand(),
                new AlertsFeedbackCommand(),
            },
            new CompletionCommand(),
            new Command("detect", "Run the detectors on a file, without any server")
            {
                new DetectSeriesCommand(),
                new DetectBurstsCommand(),
            },
            new Command("config", "Check a configuration, or print its JSON schema")
            {
                new ConfigCheckCommand(),
                new ConfigSchemaCommand(),
            },
        };
        foreach (HelpOption help in root.Options.OfType<HelpOption>())
            help.Action = new ExampleHelp((HelpAction)help.Action!);
        return root;
    }

    private static int ReportUsage(ParseResult parsed, TextWriter error)
    {
        Command command = parsed.CommandResult.Command;
        IEnumerable<string> known = command.Subcommands.Select(sub => sub.Name).Concat(command.Options.Select(o => o.Name));
        if (parsed.UnmatchedTokens.Count > 0)
            error.WriteLine($"houle: '{parsed.UnmatchedTokens[0]}' is not known here{Suggestion.For(parsed.UnmatchedTokens[0], known)}");
        else
            error.WriteLine($"houle: {parsed.Errors[0].Message.TrimEnd('.')}");
        error.WriteLine($"houle: see {CommandPath(parsed)} --help");
        return ExitCodes.Usage;
    }

    private static string CommandPath(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (var at = parsed.CommandResult; at is not null; at = at.Parent as System.CommandLine.Parsing.CommandResult)
            names.Push(at.Command is RootCommand ? "houle" : at.Command.Name);
        return string.Join(' ', names);
    }
}
