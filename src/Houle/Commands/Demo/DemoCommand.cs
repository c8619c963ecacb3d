using System.CommandLine;
using System.Text.Json.Nodes;
using Houle.CommandLine;
using Houle.Commands.Demo.Week;
using Houle.Configuration;
using Houle.Hosting;
using Houle.Sinks.Client;
using Houle.Sinks.Server;
using Microsoft.Extensions.Logging;

namespace Houle.Commands.Demo;

/// <summary>Plays demo/ through everything on one machine. This process supervises: ClickHouse is one child, and the worker
/// that does all the work, and may be killed, is another.</summary>
internal sealed class DemoCommand : HouleCommand
{
    private static readonly Dictionary<string, string> Notices = new()
    {
        [DemoConfig.RunName] = "Real data of several places and years; demo/README.md has origins and licences.",
        [WeekData.RunName] = WeekData.Notice,
    };

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

    private readonly Option<DemoAct> _act = new("--act")
    {
        Description = "real: the data of demo/; simulated: the week in Liège; both (default)",
        DefaultValueFactory = _ => DemoAct.Both,
        HelpName = "both|real|simulated",
    };

    private readonly Option<string?> _data = new("--data")
    {
        Description = "Data folder (default .houle/demo in the checkout); an interrupted run goes on, a completed one starts afresh",
        HelpName = "DIR",
    };

    public DemoCommand()
        : base(
            "demo", "Play real data and a simulated week into a real ClickHouse on this machine", "./houle demo",
            "./houle demo --once --json > summary.json")
    {
        foreach (Option<int?> port in (Option<int?>[])[_port, _clickHousePort])
        {
            port.Validators.Add(result =>
            {
                if (result.GetValue(port) is < 0 or > 65_535) result.AddError($"{port.Name} must be 0 to 65535");
            });
        }

        foreach (Option option in (Option[])[_once, _json, _act, _port, _clickHousePort, _data]) Add(option);
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
            var acts = new DemoActs(context, folder, client, isText: !context.Get(_json));
            JsonObject document = await acts.Play(context.Get(_act));
            folder.MarkComplete();
            if (context.Get(_json)) context.Out.WriteLine(Json.Document(document));
            else context.Out.Write(DemoEnding.Queries(server.Endpoint, stays: page is not null));
            if (page is not null) await Serve(context, page);
            return acts.Hold ? ExitCodes.Done : ExitCodes.Failed;
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
            WebHost page = await WebHost.Start(config, endpoint, log: null, logs, context.Cancel, Notices);
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

    private static async Task Serve(CommandContext context, WebHost page)
    {
        context.Error.WriteLine($"houle: the page at {page.Address} and ClickHouse stay up; Ctrl-C ends them");
        await Task.Delay(Timeout.Infinite, context.Cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
