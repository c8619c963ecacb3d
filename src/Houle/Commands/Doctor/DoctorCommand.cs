using System.CommandLine;
using System.Text.Json.Nodes;
using Houle.CommandLine;
using Houle.Configuration;
using Houle.Hosting;
using Houle.Streams.Log;

namespace Houle.Commands.Doctor;

/// <summary>Looks at everything that can be wrong, beside whatever runs, and says what to do.</summary>
internal sealed class DoctorCommand : HouleCommand
{
    private readonly Option<bool> _json = JsonOption();
    private readonly Option<string?> _data = DataFolder.Option();

    public DoctorCommand()
        : base(
            "doctor", "Check configuration, schemas, folder, log, ClickHouse, lag and the accounting identity",
            "./houle doctor --data .houle/demo")
    {
        Add(_data);
        Add(_json);
    }

    protected override async Task<int> Run(CommandContext context)
    {
        IReadOnlyList<Check> checks = await Examine(context);
        bool ok = checks.All(check => check.IsOk);
        if (context.Get(_json))
        {
            context.Out.WriteLine(Json.Document(new JsonObject
            {
                ["ok"] = ok,
                ["checks"] = new JsonArray([.. checks.Select(check => (JsonNode)check.ToJson())]),
            }));
        }
        else
        {
            foreach (Check check in checks) context.Out.WriteLine(check);
        }
        if (ok) return ExitCodes.Done;
        return checks.Any(check => check.Outcome == Outcome.Failed) ? ExitCodes.Failed : ExitCodes.Unreachable;
    }

    private async Task<IReadOnlyList<Check>> Examine(CommandContext context)
    {
        List<Check> checks = [];
        HouleConfig config = context.LoadConfig();
        string? file = context.Get(HouleProgram.ConfigOption) ?? (File.Exists(ConfigFile.DefaultName) ? ConfigFile.DefaultName : null);
        checks.Add(Check.Ok("configuration", file is null ? "no file: the defaults" : $"{file} is right"));
        checks.Add(SchemaChecks.Published());
        checks.AddRange(await SchemaChecks.Registered(config, context.Cancel));

        DataFolder folder = DataFolder.Of(context, _data);
        checks.Add(FolderCheck.Run(folder));
        if (checks[^1].Outcome == Outcome.Unreachable && config.Kafka.Bootstrap is null) return checks;
        try
        {
            using ILog log = LogAccess.OpenToLook(config, folder);
            checks.AddRange(LogChecks.Run(config, folder, log, config.Kafka.Bootstrap ?? folder.Log, isShared: config.Kafka.Bootstrap is not null));
            checks.AddRange(SignalChecks.Run(config, log));
            checks.AddRange(await ClickHouseChecks.Run(config, folder, log, context.Cancel));
        }
        catch (LogUnavailableException e)
        {
            checks.Add(Check.Unreachable("log", e.Message, "start the brokers, or correct kafka.bootstrap"));
        }
        catch (LogException e)
        {
            checks.Add(Check.Failed("log", e.Message, "restore the folder from a copy, or start with another"));
        }
        catch (CommandException e)
        {
            checks.Add(Check.Unreachable("log", e.Message, "nothing to check yet"));
        }
        return checks;
    }
}
