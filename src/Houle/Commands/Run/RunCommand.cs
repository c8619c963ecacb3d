using System.CommandLine;
using Houle.CommandLine;
using Houle.Commands.Doctor;
using Houle.Configuration;
using Houle.Hosting;
using Houle.Ingest.Privacy;
using Houle.Ingest.Sessions;
using Houle.Metrics;
using Houle.Streams.Log;
using Microsoft.Extensions.Logging;

namespace Houle.Commands.Run;

/// <summary>The service: runs until it is told to end. On Kafka, starting another one scales out.</summary>
internal sealed class RunCommand : HouleCommand
{
    private const string Streams = "streams", Sinks = "sinks", Web = "web", Ingest = "ingest";
    private static readonly string[] All = [Streams, Sinks, Web, Ingest];

    private readonly Option<string[]> _roles = new("--roles")
    {
        Description = "What this process does (default: all four): the stages, the sinks and alerts, the page, reading the topics of feeds",
        HelpName = "streams,sinks,web,ingest",
        AllowMultipleArgumentsPerToken = true,
        CustomParser = result => result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.TrimEntries)).ToArray(),
        DefaultValueFactory = _ => All,
    };

    public RunCommand()
        : base("run", "Run the service: stages, sinks and the page", "./houle run", "./houle run --config houle.yaml --roles streams")
    {
        _roles.Validators.Add(result =>
        {
            foreach (string role in result.GetValueOrDefault<string[]>() ?? [])
            {
                if (!All.Contains(role)) result.AddError($"--roles has '{role}'; it takes streams, sinks, web and ingest");
            }
        });
        Add(_roles);
    }

    protected override async Task<int> Run(CommandContext context)
    {
        HouleConfig config = context.LoadConfig();
        string[] roles = [.. context.Get(_roles)!.Where(role => role != Ingest || config.Ingest.Feeds.Count > 0)];
        if (roles.Length == 0) throw CommandException.Usage("--roles is ingest, and ingest.feeds in houle.yaml names no feed");
        var folder = new DataFolder(Path.GetFullPath(config.Data));
        using ILoggerFactory logs = Logs.ToStandardError();
        await using ClickHouseHost? clickHouse =
            roles.Contains(Sinks) || roles.Contains(Web) ? await ClickHouseHost.Start(config, folder, logs, context.Cancel) : null;
        using RegisteredSchemas? registered = RegisteredSchemas.Of(config);
        if (registered is not null) await CheckRegistered(config, context.Cancel);
        ILog log = LogAccess.Open(config, folder, line => context.Error.WriteLine($"houle: {line}"));
        using PrometheusText? metrics = roles.Contains(Web) ? new PrometheusText(HouleMetrics.MeterName) : null; // listens before the first count
        await using Pipeline pipeline = await Pipeline.Start(
            config, log, roles.Contains(Streams), roles.Contains(Sinks) ? clickHouse!.Endpoint : null, logs, context.Cancel, registered,
            roles.Contains(Ingest) ? await TopicFeeds(config, folder, registered, context.Cancel) : null);
        await using WebHost? web = roles.Contains(Web) ? await WebHost.Start(
            config, clickHouse!.Endpoint, log, logs, context.Cancel, operations: new OperationsEndpoints(metrics!, pipeline.Watch)) : null;
        if (web is not null) context.Error.WriteLine($"houle: the page is at {web.Address}");
        context.Error.WriteLine($"houle: running {string.Join(" and ", roles)}; Ctrl-C ends it");
        await pipeline.Run(context.Cancel);
        return ExitCodes.Done;
    }

    private static async Task<TopicIngest> TopicFeeds(HouleConfig config, DataFolder folder, RegisteredSchemas? registered, CancellationToken cancel)
    {
        PseudonymKeys keys = PseudonymKeys.LoadOrCreate(config.Privacy.KeysFile ?? Path.Combine(folder.Path, "pseudonym.keys"));
        return new(TopicIngest.Load(config), new IngestOptions
        {
            Time = TimeProvider.System,
            Keys = keys,
            Segments = RosterAccess.Segments(config, keys),
            Streams = config.ToTopology().Streams,
            Catalogue = Feeds.LoadCatalogue(config.Catalogue),
            SchemaIds = registered is null ? null : await registered.Register(cancel),
            FindSchema = registered is null ? null : registered.FindForeign,
            CommitIntervalMs = config.Commit.IntervalMs,
        });
    }

    /// <summary>Whether today's schemas read what the registry holds under our names: better known at the start than by dead letters.</summary>
    private static async Task CheckRegistered(HouleConfig config, CancellationToken cancel)
    {
        foreach (Check check in await SchemaChecks.Registered(config, cancel))
        {
            if (check.Outcome == Outcome.Ok) continue;
            throw new CommandException(
                check.Outcome == Outcome.Unreachable ? ExitCodes.Unreachable : ExitCodes.Failed, $"{check.Name}: {check.Found}; {check.Advice}");
        }
    }
}
