using Houle.CommandLine;
using Houle.Configuration;

namespace Houle.Commands.Config;

/// <summary>Prints the JSON schema of houle.yaml, with which editors complete and check it.</summary>
internal sealed class ConfigSchemaCommand()
    : HouleCommand("schema", "Print the JSON schema of houle.yaml", "./houle config schema > houle.schema.json")
{
    protected override Task<int> Run(CommandContext context)
    {
        context.Out.WriteLine(Json.Document(ConfigSchema.Create()));
        return Task.FromResult(ExitCodes.Done);
    }
}
