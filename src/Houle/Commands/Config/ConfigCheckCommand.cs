using System.CommandLine;
using Houle.CommandLine;
using Houle.Configuration;

namespace Houle.Commands.Config;

/// <summary>Says whether a configuration file is right, and if not, everything that is wrong with it.</summary>
internal sealed class ConfigCheckCommand : HouleCommand
{
    private readonly Argument<string> _file = new("FILE") { Description = "The file to check" };

    public ConfigCheckCommand()
        : base("check", "Check a configuration file", "./houle config check houle.yaml") => Add(_file);

    protected override Task<int> Run(CommandContext context)
    {
        string file = context.Get(_file)!;
        List<ConfigError> warnings = [];
        HouleConfig config = ConfigFile.Load(file, warnings);
        foreach (ConfigError warning in warnings) context.Error.WriteLine($"{warning} (a warning)");
        context.Out.WriteLine($"{file} is right: run '{config.Run}', {config.Streams.Count} streams, data in {config.Data}");
        return Task.FromResult(ExitCodes.Done);
    }
}
