using System.CommandLine;
using System.Text.Json.Nodes;
using Houle.CommandLine;
using Houle.Configuration;
using Houle.Hosting;
using Houle.Ingest.Campaigns;
using Houle.Ingest.Places;
using Houle.Ingest.Privacy;
using Microsoft.Extensions.Logging;

namespace Houle.Commands.Campaigns;

/// <summary>Brings campaigns from files into the log, and runs the sink until ClickHouse has them. The same files again change nothing.</summary>
internal sealed class CampaignsCommand : HouleCommand
{
    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "Files with campaigns (.yaml, .json, .jsonl or .csv, plain or gzip)",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<bool> _json = JsonOption();
    private readonly Option<string?> _data = DataFolder.Option();

    public CampaignsCommand()
        : base("campaigns", "Bring campaigns into the log: who takes part, what they are owed and owe", "./houle campaigns docs/guide/campaigns.yaml")
    {
        Add(_files);
        Add(_data);
        Add(_json);
    }

    protected override async Task<int> Run(CommandContext context)
    {
        HouleConfig config = context.LoadConfig();
        string[] files = context.Get(_files)!;
        if (files.FirstOrDefault(file => !File.Exists(file)) is { } missing)
            throw CommandException.Usage($"{missing} does not exist; name the files with campaigns");
        DataFolder folder = DataFolder.Of(context, _data);
        Directory.CreateDirectory(folder.Path);
        PseudonymKeys keys = PseudonymKeys.LoadOrCreate(config.Privacy.KeysFile ?? Path.Combine(folder.Path, "pseudonym.keys"));
        using ILoggerFactory logs = Logs.ToFile(Path.Combine(folder.Path, "houle.log"));
        await using ClickHouseHost clickHouse = await ClickHouseHost.Start(config, folder, logs, context.Cancel);
        await using Pipeline pipeline = await Pipeline.Start(
            config, LogAccess.Open(config, folder, context.Error.WriteLine), streams: false, clickHouse.Endpoint, logs, context.Cancel);
        CampaignReport report = new CampaignSession(pipeline.Log, keys, Feeds.LoadCatalogue(config.Catalogue), Gazetteer.Shared).Run(files);
        await pipeline.Drain(context.Cancel);
        foreach (string refusal in report.Refused) context.Error.WriteLine(refusal);
        context.Out.WriteLine(context.Get(_json) ? Json.Document(ToJson(report)) : ToText(report));
        return report.Refused.Count == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static JsonObject ToJson(CampaignReport report) => new()
    {
        ["written"] = report.Written, ["unchanged"] = report.Unchanged,
        ["refused"] = new JsonArray([.. report.Refused.Select(refusal => (JsonNode)refusal)]),
    };

    private static string ToText(CampaignReport report) =>
        $"campaigns: {report.Written} written, {report.Unchanged} as they were, {report.Refused.Count} refused"
        + (report.Refused.Count > 0 ? "; each is in houle.dead-letters" : "");
}
