using Houle.Configuration;
using Houle.Sinks.Client;
using Houle.Sinks.Server;
using Microsoft.Extensions.Logging;

namespace Houle.Hosting;

/// <summary>The ClickHouse of a command: the configured server, or an embedded one that runs as long as this does.</summary>
internal sealed class ClickHouseHost : IAsyncDisposable
{
    private readonly EmbeddedClickHouse? _embedded;

    private ClickHouseHost(ClickHouseEndpoint endpoint, EmbeddedClickHouse? embedded) =>
        (Endpoint, _embedded) = (endpoint, embedded);

    public ClickHouseEndpoint Endpoint { get; }

    public static async Task<ClickHouseHost> Start(
        HouleConfig config, DataFolder folder, ILoggerFactory logs, CancellationToken cancel)
    {
        if (ClickHouseAccess.Remote(config) is { } remote) return new ClickHouseHost(remote, null);
        EmbeddedClickHouse embedded = await EmbeddedClickHouse.StartAsync(
            new EmbeddedClickHouseOptions
            {
                Folder = folder.ClickHouse,
                Port = config.ClickHouse.Port,
                MemoryBytes = config.ClickHouse.MemoryMaxMb * 1_000_000L,
            },
            logs.CreateLogger("clickhouse"), cancel);
        return new ClickHouseHost(embedded.Endpoint with { Database = config.ClickHouse.Database }, embedded);
    }

    public ValueTask DisposeAsync() => _embedded?.DisposeAsync() ?? ValueTask.CompletedTask;
}
