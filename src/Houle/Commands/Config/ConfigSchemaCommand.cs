using System.CommandLine;
using Houle.CommandLine;
using Houle.Configuration;
using Houle.Ingest.Feeds;

namespace Houle.Commands.Config;

/// <summary>Prints the JSON schema of houle.yaml or of feed definitions, with which editors complete and check them.</summary>
internal sealed class ConfigSchemaCommand : HouleCommand
{
    private readonly Option<bool> _feed = new("--feed") { Description = "The schema of feeds/NAME.yaml instead" };

    public ConfigSchemaCommand()
        : base("schema", "Print the JSON schema of houle.yaml", "./houle config schema > houle.schema.json") => Add(_feed);

    protected override Task<int> Run(CommandContext context)
    {
        context.Out.WriteLine(Json.Document(context.Get(_feed) ? FeedSchema.Create() : ConfigSchema.Create()));
        return Task.FromResult(ExitCodes.Done);
    }
}
