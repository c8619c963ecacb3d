using System.CommandLine;
using Houle.CommandLine;
using Houle.Configuration;
using Houle.Hosting;
using Houle.Streams.Log;
using Microsoft.Extensions.Logging;

namespace Houle.Commands.Run;

/// <summary>The service: runs until it is told to end. On Kafka, starting another one scales out.</summary>
internal sealed class RunCommand : HouleCommand
{
    private const string Streams = "streams", Sinks = "sinks";

    private readonly Option<string[]> _roles = new("--roles")
    {
        Description = "What this process does: streams, sinks, or both (default)",
        HelpName = "streams,sinks",
        AllowMultipleArgumentsPerToken = true,
        CustomParser = result => result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.TrimEntries)).ToArray(),
        DefaultValueFactory = _ => [Streams, Sinks],
    };

    public RunCommand()
        : base("run", "Run the service: stages and sinks", "./houle run", "./houle run --config houle.yaml --roles streams")
    {
        _roles.Validators.Add(result =>
        {
            foreach (string role in result.GetValueOrDefault<string[]>() ?? [])
            {
                if (role is not (Streams or Sinks)) result.AddError($"--roles has '{role}'; it takes streams and sinks");
            }
        });
        Add(_roles);
    }

    protected override async Task<int> Run(CommandContext context)
    {
        HouleConfig config = context.LoadConfig();
        string[] roles = context.Get(_roles)!;
        var folder = new DataFolder(Path.GetFullPath(config.Data));
        using ILoggerFactory logs = Logs.ToStandardError();
        await using ClickHouseHost? clickHouse =
            roles.Contains(Sinks) ? await ClickHouseHost.Start(config, folder, logs, context.Cancel) : null;
        ILog log = LogAccess.Open(config, folder, line => context.Error.WriteLine($"houle: {line}"));
        await using Pipeline pipeline = await Pipeline.Start(
            config, log, roles.Contains(Streams), clickHouse?.Endpoint, logs, context.Cancel);
        context.Error.WriteLine($"houle: running {string.Join(" and ", roles)}; Ctrl-C ends it");
        await pipeline.Run(context.Cancel);
        return ExitCodes.Done;
    }
}
