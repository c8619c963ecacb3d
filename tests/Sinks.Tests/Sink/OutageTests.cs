using System.Diagnostics;
using Houle.Sinks.Client;
using Houle.Sinks.Schema;
using Houle.Sinks.Server;
using Houle.Sinks.Sink;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Houle.Sinks.Tests.Sink;

/// <summary>A server of its own that is killed or away while rows arrive.</summary>
public sealed class OutageTests(ClickHouseFixture fixture) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Server_killed_again_and_again_costs_no_row_and_doubles_none()
    {
        fixture.SkipWithoutServer();
        const int kills = 8;
        List<WindowModel> windows = WindowModel.Random(seed: 31, count: 4000, hours: 24 * 70);
        using var harness = new SinkHarness();
        await using var server = await EmbeddedClickHouse.StartAsync(
            new EmbeddedClickHouseOptions { Folder = _folder.Path }, NullLogger.Instance);
        using var client = new ClickHouseClient(server.Endpoint);
        await new SchemaMigrator(client, new SchemaOptions()).ApplyAsync();
        ClickHouseSink sink = harness.CreateSink(client, SinkHarness.Options(rowsMax: 100));
        using var stop = new CancellationTokenSource();
        Task run = sink.RunAsync(stop.Token);

        // Each kill comes in the middle of the stretch of blocks that the windows just appended become.
        for (int kill = 0; kill < kills; kill++)
        {
            harness.Append(windows.Skip(kill * 500).Take(500));
            long before = sink.RowsWritten;
            await Eventually.BecomesTrueAsync(() => sink.RowsWritten > before, "rows are written");
            Process.GetProcessById(server.ProcessId).Kill();
            int deaths = kill + 1;
            await Eventually.BecomesTrueAsync(() => server.Restarts >= deaths, "the server runs again");
        }

        await sink.DrainAsync().WaitAsync(TimeSpan.FromSeconds(60));
        int rows = windows.Sum(window => window.Rows);
        (await client.QueryTextAsync("SELECT count(), uniqExact(log_id, `partition`, `offset`, row) FROM city_windows"))
            .ShouldBe(FormattableString.Invariant($"{rows}\t{rows}\n"));
        await stop.CancelAsync();
        await run;
    }

    [Fact]
    public async Task Outage_is_said_once_and_so_is_its_end()
    {
        fixture.SkipWithoutServer();
        using var harness = new SinkHarness();
        var logger = new ListLogger();
        // The port is known before the server runs on it: the outage is the time until then.
        ClickHouseEndpoint endpoint;
        await using (var first = await EmbeddedClickHouse.StartAsync(
            new EmbeddedClickHouseOptions { Folder = _folder.Path }, NullLogger.Instance))
        {
            endpoint = first.Endpoint;
            using var once = new ClickHouseClient(endpoint);
            await new SchemaMigrator(once, new SchemaOptions()).ApplyAsync();
        }

        using var client = new ClickHouseClient(endpoint);
        var sink = new ClickHouseSink(harness.Log, client, SinkHarness.Options(), logger, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        Task run = sink.RunAsync(stop.Token);
        harness.Append(WindowModel.Random(seed: 32, count: 10));
        await Eventually.BecomesTrueAsync(() => sink.Tables.Sum(table => table.Retries) >= 3, "three failed tries");
        sink.Lag.ShouldBe(10);

        await using var server = await EmbeddedClickHouse.StartAsync(
            new EmbeddedClickHouseOptions { Folder = _folder.Path, Port = endpoint.Address.Port }, NullLogger.Instance);
        await sink.DrainAsync().WaitAsync(TimeSpan.FromSeconds(60));
        await stop.CancelAsync();
        await run;

        logger.Lines.Count(line => line.Level == LogLevel.Warning).ShouldBe(1);
        logger.Lines.Select(line => line.Text).ShouldContain("ClickHouse takes rows for city_windows again");
        sink.Lag.ShouldBe(0);
    }
}
