using System.CommandLine;
using System.Diagnostics;
using Houle.CommandLine;
using Houle.Configuration;
using Houle.Hosting;
using Houle.Sinks.Client;
using Houle.Sinks.Server;
using Houle.Streams.Log;
using Houle.Terminal;
using Microsoft.Extensions.Logging;

namespace Houle.Commands.Demo;

/// <summary>Plays demo/ through everything on one machine. This process supervises: ClickHouse is one child, and the worker
/// that does all the work, and may be killed, is another.</summary>
internal sealed class DemoCommand : HouleCommand
{
    private readonly Option<bool> _once = new("--once") { Description = "End after the data, with a summary" };
    private readonly Option<bool> _json = JsonOption();
    private readonly Option<int?> _port = new("--port")
    {
        Description = "Port of the page on 127.0.0.1; 0 takes a free one (default 8480, or a free one when that is taken)",
        HelpName = "N",
    };

    private readonly Option<int?> _clickHousePort = new("--clickhouse-port")
    {
        Description = "HTTP port of ClickHouse on 127.0.0.1; 0 (default) takes a free one",
        HelpName = "N",
    };

    private readonly Option<string?> _data = new("--data")
    {
        Description = "Data folder (default .houle/demo in the checkout); an interrupted run goes on, a completed one starts afresh",
        HelpName = "DIR",
    };

    public DemoCommand()
        : base(
            "demo", "Play the data of demo/ into a real ClickHouse on this machine", "./houle demo",
            "./houle demo --once --json > summary.json")
    {
        foreach (Option<int?> port in (Option<int?>[])[_port, _clickHousePort])
        {
            port.Validators.Add(result =>
            {
                if (result.GetValue(port) is < 0 or > 65_535) result.AddError($"{port.Name} must be 0 to 65535");
            });
        }

        foreach (Option option in (Option[])[_once, _json, _port, _clickHousePort, _data]) Add(option);
    }

    protected override async Task<int> Run(CommandContext context)
    {
        string path = context.Get(_data) ?? Path.Combine(Repository.Root ?? ".", ".houle", "demo");
        using DemoFolder folder = DemoFolder.Open(path);
        using ILoggerFactory logs = Logs.ToFile(Path.Combine(folder.Data.Path, "demo.log"));
        await using EmbeddedClickHouse server = await EmbeddedClickHouse.StartAsync(
            new EmbeddedClickHouseOptions { Folder = folder.Data.ClickHouse, Port = context.Get(_clickHousePort) ?? 0 },
            logs.CreateLogger("clickhouse"), context.Cancel);
        new RunningFile(Environment.ProcessId, DemoConfig.RunName, server.Endpoint.Address.AbsoluteUri).Write(folder.Data.Path);
        try
        {
            using var client = new ClickHouseClient(server.Endpoint);
            await using WebHost? page = context.Get(_once) ? null : await Page(context, server.Endpoint, logs);
            var play = new DemoPlay(folder, client);
            long started = Stopwatch.GetTimestamp();
            await ProgressViews.Run(context, findingsAreResults: !context.Get(_json), view => play.Run(view, context.Cancel));
            DemoSummary summary = await Summarise(folder, client, Stopwatch.GetElapsedTime(started), context.Cancel);
            folder.MarkComplete();
            if (context.Get(_json)) context.Out.WriteLine(Json.Document(summary.ToJson()));
            else context.Out.Write(new DemoEnding(summary, play.Deaths, server.Endpoint, stays: !context.Get(_once)).ToText());
            if (!context.Get(_once)) await Serve(context);
            return summary.Holds ? ExitCodes.Done : ExitCodes.Failed;
        }
        finally
        {
            RunningFile.Delete(folder.Data.Path);
        }
    }

    /// <summary>On the port asked for; when the usual one is taken, on a free one.</summary>
    private async Task<WebHost> Page(CommandContext context, ClickHouseEndpoint endpoint, ILoggerFactory logs)
    {
        async Task<WebHost> On(int port)
        {
            HouleConfig config = new() { Web = new WebConfig { Port = port } };
            WebHost page = await WebHost.Start(config, endpoint, log: null, logs, context.Cancel);
            context.Error.WriteLine($"houle: the page is at {page.Address}");
            return page;
        }

        try
        {
            return await On(context.Get(_port) ?? new WebConfig().Port);
        }
        catch (CommandException e) when (e.ExitCode == ExitCodes.Unreachable && context.Get(_port) is null)
        {
            return await On(0);
        }
    }

    private static async Task<DemoSummary> Summarise(
        DemoFolder folder, ClickHouseClient client, TimeSpan played, CancellationToken cancel)
    {
        using ILog log = folder.Data.OpenLogReadOnly();
        return await DemoSummary.Create(log, client, DemoConfig.RunName, played.TotalSeconds, cancel);
    }

    private static async Task Serve(CommandContext context)
    {
        context.Error.WriteLine("houle: the page and ClickHouse stay up; Ctrl-C ends them");
        await Task.Delay(Timeout.Infinite, context.Cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
