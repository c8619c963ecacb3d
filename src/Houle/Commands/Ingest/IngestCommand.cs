using System.CommandLine;
using Houle.CommandLine;
using Houle.Configuration;
using Houle.Hosting;
using Houle.Ingest.Feeds;
using Houle.Ingest.Privacy;
using Houle.Ingest.Sessions;
using Houle.Results;
using Houle.Streams.Topology;
using Houle.Terminal;
using Microsoft.Extensions.Logging;

namespace Houle.Commands.Ingest;

/// <summary>Brings files into the log by a feed definition, and runs stages and sink until all that came of them is in
/// ClickHouse. The same files again change nothing.</summary>
internal sealed class IngestCommand : HouleCommand
{
    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "Files to ingest together (csv, jsonl or avro, plain or gzip)",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> _feed = new("--feed") { Description = "Feed definition: feeds/NAME.yaml", HelpName = "NAME", Required = true };
    private readonly Option<bool> _asIs = new("--as-is") { Description = "Take rows in the order of the files: what is behind counts as late" };
    private readonly Option<bool> _json = JsonOption();
    private readonly Option<string?> _data = DataFolder.Option();

    public IngestCommand()
        : base(
            "ingest", "Bring files into the log by a feed definition, merged by event time",
            "./houle ingest demo/pedestrian/sugrrants_hourly_peds.csv.gz --feed pedestrian")
    {
        Add(_files);
        foreach (Option option in (Option[])[_feed, _asIs, _data, _json]) Add(option);
    }

    protected override async Task<int> Run(CommandContext context)
    {
        HouleConfig config = context.LoadConfig();
        FeedDefinition feed = Feeds.Load(config.Feeds ?? Feeds.DefaultFolder, context.Get(_feed)!);
        string[] files = context.Get(_files)!;
        if (files.FirstOrDefault(file => !File.Exists(file)) is { } missing)
            throw CommandException.Usage($"{missing} does not exist; name the files to ingest");
        IReadOnlyList<IngestInput> inputs = [.. files.Select(file => new IngestInput(file, feed))];

        DataFolder folder = DataFolder.Of(context, _data);
        Directory.CreateDirectory(folder.Path);
        using RegisteredSchemas? registered = RegisteredSchemas.Of(config);
        IngestOptions options = SessionOptions(config, folder, context.Get(_asIs)) with
        {
            SchemaIds = registered is null ? null : await registered.Register(context.Cancel),
        };
        using ILoggerFactory logs = Logs.ToFile(Path.Combine(folder.Path, "houle.log"));
        await using ClickHouseHost clickHouse = await ClickHouseHost.Start(config, folder, logs, context.Cancel);
        await using Pipeline pipeline = await Pipeline.Start(config, LogAccess.Open(config, folder, context.Error.WriteLine), streams: true, clickHouse.Endpoint, logs, context.Cancel, registered);
        new RunningFile(Environment.ProcessId, config.Run, clickHouse.Endpoint.Address.AbsoluteUri).Write(folder.Path);
        try
        {
            IReadOnlyList<long> lettersBefore = TopicScan.Ends(pipeline.Log, TopicNames.DeadLetters);
            Account before = Accounts.Of(pipeline.Log)[feed.Shape.Stream];
            var work = new IngestWork(pipeline.Log, [(feed.Name, inputs)], options);
            IReadOnlyList<IngestReport> reports = [];
            await ProgressViews.Run(context, findingsAreResults: false, async view =>
            {
                Task<IReadOnlyList<IngestReport>> running = work.Run(context.Cancel);
                await pipeline.RunToEnd(running, () => view.Progress(work.Shares, pipeline.Lag), context.Cancel);
                reports = await running;
            });
            var ending = new IngestEnding(
                feed, reports[0], Accounts.Of(pipeline.Log)[feed.Shape.Stream] - before,
                DeadLetterReasons.Count(pipeline.Log, lettersBefore));
            context.Out.WriteLine(context.Get(_json) ? Json.Document(ending.ToJson()) : ending.ToText());
            return ending.Holds ? ExitCodes.Done : ExitCodes.Failed;
        }
        finally
        {
            RunningFile.Delete(folder.Path);
        }
    }

    private static IngestOptions SessionOptions(HouleConfig config, DataFolder folder, bool asIs)
    {
        PseudonymKeys keys = PseudonymKeys.LoadOrCreate(config.Privacy.KeysFile ?? Path.Combine(folder.Path, "pseudonym.keys"));
        return new IngestOptions
        {
            Time = TimeProvider.System,
            Keys = keys,
            Streams = config.ToTopology().Streams,
            Catalogue = Feeds.LoadCatalogue(config.Catalogue),
            Segments = RosterAccess.Segments(config, keys),
            SpillFolder = Path.Combine(folder.Path, "spill"),
            AsIs = asIs,
        };
    }
}
