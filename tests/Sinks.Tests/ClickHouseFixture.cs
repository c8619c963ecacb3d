using Houle.Sinks.Client;
using Houle.Sinks.Server;
using Microsoft.Extensions.Logging.Abstractions;

[assembly: AssemblyFixture(typeof(Houle.Sinks.Tests.ClickHouseFixture))]

namespace Houle.Sinks.Tests;

/// <summary>One real server for all tests; each takes a database of its own.</summary>
public sealed class ClickHouseFixture : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private EmbeddedClickHouse? _server;
    private string? _whyNot;
    private int _databases;

    public async ValueTask InitializeAsync()
    {
        try
        {
            LibChdb.FindOrFetch();
        }
        catch (EmbeddedClickHouseException e)
        {
            _whyNot = e.Message;
            return;
        }

        _server = await EmbeddedClickHouse.StartAsync(
            new EmbeddedClickHouseOptions { Folder = _folder.Path }, NullLogger.Instance);
    }

    /// <summary>A client whose database is empty and its own.</summary>
    public async Task<ClickHouseClient> EmptyDatabaseAsync()
    {
        SkipWithoutServer();
        string database = $"test_{Interlocked.Increment(ref _databases)}";
        using (var client = new ClickHouseClient(_server!.Endpoint with { Database = "default" }))
            await client.ExecuteAsync($"CREATE DATABASE {database} ENGINE = Atomic");
        return new ClickHouseClient(_server.Endpoint with { Database = database });
    }

    public void SkipWithoutServer() => Assert.SkipWhen(_whyNot is not null, $"libchdb is not to be had: {_whyNot}");

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _folder.Dispose();
    }
}
