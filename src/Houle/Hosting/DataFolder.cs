using System.CommandLine;
using Houle.CommandLine;
using Houle.Streams.Embedded;
using Houle.Streams.Log;

namespace Houle.Hosting;

/// <summary>What lies where in a data folder.</summary>
internal sealed record DataFolder(string Path)
{
    /// <summary>The embedded log.</summary>
    public string Log => System.IO.Path.Combine(Path, "log");

    /// <summary>The embedded ClickHouse.</summary>
    public string ClickHouse => System.IO.Path.Combine(Path, "clickhouse");

    /// <summary>--data, for commands that look into a folder.</summary>
    public static Option<string?> Option() => new("--data")
    {
        Description = "Data folder; without it the configuration's",
        HelpName = "DIR",
    };

    /// <summary>What --data names, else the configuration's folder.</summary>
    public static DataFolder Of(CommandContext context, Option<string?> option) =>
        new(System.IO.Path.GetFullPath(context.Get(option) ?? context.LoadConfig().Data));

    /// <summary>The log, beside whoever owns it.</summary>
    public ILog OpenLogReadOnly()
    {
        if (!Directory.Exists(Log))
            throw CommandException.Unreachable($"{Path} holds no log yet; run houle demo or houle ingest first, or name another folder with --data");
        return EmbeddedLog.OpenReadOnly(Log);
    }
}
