using System.CommandLine;
using Houle.CommandLine;
using Houle.Commands.Demo.Week;
using Houle.Configuration;
using Houle.Hosting;
using Houle.Sinks.Client;
using Houle.Streams.Topology;
using Microsoft.Extensions.Logging;

namespace Houle.Commands.Demo;

/// <summary>The process that does a demo's work and may be killed at any time: ingest, stages and sink. Reports on standard
/// output, one JSON object a line, and ends with the process that started it.</summary>
internal sealed class DemoWorkerCommand : HouleCommand
{
    public const string CommandName = "demo-worker";

    private readonly Option<string> _data = new("--data") { Required = true, HelpName = "DIR", Description = "Data folder" };
    private readonly Option<string> _clickHouse = new("--clickhouse") { Required = true, HelpName = "URL", Description = "Where ClickHouse listens" };

    private readonly Option<bool> _week = new("--week") { Description = "Plays the simulated week, not the real data" };

    public DemoWorkerCommand()
        : base(
            CommandName, "Started by houle demo: does its work, and may be killed",
            "./houle demo-worker --data .houle/demo --clickhouse http://127.0.0.1:8123")
    {
        Hidden = true;
        Add(_data);
        Add(_clickHouse);
        Add(_week);
    }

    public static IReadOnlyList<string> CommandLineOf(DataFolder folder, ClickHouseEndpoint endpoint, bool week) =>
        [CommandName, "--data", folder.Path, "--clickhouse", endpoint.Address.AbsoluteUri, .. week ? ["--week"] : Array.Empty<string>()];

    protected override async Task<int> Run(CommandContext context)
    {
        EndWithParent();
        var folder = new DataFolder(context.Get(_data)!);
        bool isWeek = context.Get(_week);
        if (isWeek) WeekData.Generate(folder, context.Cancel);
        HouleConfig config = isWeek ? WeekData.Config(folder) : DemoConfig.Of(folder);
        using ILoggerFactory logs = Logs.ToStandardError();
        await using Pipeline pipeline = await Pipeline.Start(
            config, LogAccess.Open(config, folder, context.Error.WriteLine), streams: true,
            new ClickHouseEndpoint(new Uri(context.Get(_clickHouse)!), config.ClickHouse.Database), logs, context.Cancel);
        IReadOnlyList<StreamOptions> streams = config.ToTopology().Streams;
        IngestWork ingest = isWeek
            ? new IngestWork(pipeline.Log, WeekData.Groups(folder), WeekData.Options(streams, folder))
            : new IngestWork(pipeline.Log, DemoData.Groups(), DemoData.Options(streams, folder));
        Task input = ingest.Run(context.Cancel);
        await pipeline.RunToEnd(input, () => Report(done: false), context.Cancel);
        Report(done: true);
        return ExitCodes.Done;

        void Report(bool done)
        {
            context.Out.WriteLine(new WorkerReport(ingest.Shares, pipeline.Lag, done).ToLine());
            context.Out.Flush();
        }
    }

    /// <summary>Our standard input closes when the parent ends, however that ends; what is not committed is not lost.</summary>
    private static void EndWithParent() => new Thread(() =>
    {
        while (Console.In.Read() >= 0) { }
        Environment.Exit(ExitCodes.Failed);
    })
    { IsBackground = true, Name = "parent watch" }.Start();
}
