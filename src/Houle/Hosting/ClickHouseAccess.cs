using Houle.Configuration;
using Houle.Sinks.Client;

namespace Houle.Hosting;

/// <summary>Where the results are: the server of the configuration, or the embedded one that runs on a data folder.</summary>
internal static class ClickHouseAccess
{
    /// <summary>The configured server; null when ClickHouse is embedded.</summary>
    public static ClickHouseEndpoint? Remote(HouleConfig config)
    {
        ClickHouseConfig options = config.ClickHouse;
        if (options.Embedded) return null;
        return new ClickHouseEndpoint(
            new Uri(options.Url!.TrimEnd('/') + "/"), options.Database, options.User ?? "default", options.PasswordFile is { } file ? SecretFile.Read(file, "clickhouse.password_file") : "");
    }

    /// <summary>The server that holds a folder's results now; null when it is embedded and nobody runs it.</summary>
    public static ClickHouseEndpoint? Running(HouleConfig config, DataFolder folder) =>
        Remote(config) ??
        (RunningFile.Read(folder.Path)?.ClickHouse is { } address
            ? new ClickHouseEndpoint(new Uri(address), config.ClickHouse.Database)
            : null);
}
