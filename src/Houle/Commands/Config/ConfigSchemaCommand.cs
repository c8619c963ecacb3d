using System.CommandLine;
using System.Text.Json.Nodes;
using Houle.CommandLine;
using Houle.Configuration;
using Houle.Ingest.Feeds;
using Houle.Simulation.Scenarios;

namespace Houle.Commands.Config;

/// <summary>Prints the JSON schema of houle.yaml, of feed definitions or of scenarios, with which editors complete and check them.</summary>
internal sealed class ConfigSchemaCommand : HouleCommand
{
    private readonly Option<bool> _feed = new("--feed") { Description = "The schema of feeds/NAME.yaml instead" };

    private readonly Option<bool> _scenario = new("--scenario") { Description = "The schema of scenarios/NAME.yaml instead" };

    public ConfigSchemaCommand()
        : base("schema", "Print the JSON schema of houle.yaml", "./houle config schema > houle.schema.json")
    {
        Add(_feed);
        Add(_scenario);
    }

    protected override Task<int> Run(CommandContext context)
    {
        JsonObject schema = context.Get(_feed) ? FeedSchema.Create() : context.Get(_scenario) ? ScenarioSchema.Create() : ConfigSchema.Create();
        context.Out.WriteLine(Json.Document(schema));
        return Task.FromResult(ExitCodes.Done);
    }
}
