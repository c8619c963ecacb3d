using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Houle.Sinks.Client;
using Houle.Sinks.Server;
using Microsoft.Extensions.Logging.Abstractions;

namespace Houle.Sinks.Tests.Server;

public sealed class EmbeddedClickHouseTests(ClickHouseFixture fixture) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Rows_survive_an_end_and_a_start()
    {
        await using (EmbeddedClickHouse server = await StartAsync())
        {
            using ClickHouseClient client = Client(server);
            await client.ExecuteAsync("CREATE TABLE kept (x UInt64) ENGINE = MergeTree ORDER BY x");
            await client.ExecuteAsync("INSERT INTO kept SELECT number FROM numbers(1000)");
        }

        await using EmbeddedClickHouse again = await StartAsync();
        using ClickHouseClient reader = Client(again);
        (await reader.QueryLongAsync("SELECT sum(x) FROM kept")).ShouldBe(499_500);
    }

    [Fact]
    public async Task Server_killed_is_started_again_at_the_same_address_with_its_rows()
    {
        await using EmbeddedClickHouse server = await StartAsync();
        using ClickHouseClient client = Client(server);
        await client.ExecuteAsync("CREATE TABLE kept (x UInt64) ENGINE = MergeTree ORDER BY x");
        await client.ExecuteAsync("INSERT INTO kept SELECT number FROM numbers(10)");
        int before = server.ProcessId;

        Process.GetProcessById(before).Kill();

        await Eventually.BecomesTrueAsync(() => server.Restarts == 1, "a restart");
        server.ProcessId.ShouldNotBe(before);
        (await client.QueryLongAsync("SELECT count() FROM kept")).ShouldBe(10);
    }

    [Fact]
    public async Task Port_in_use_is_an_error_that_names_it()
    {
        fixture.SkipWithoutServer();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var error = await Should.ThrowAsync<EmbeddedClickHouseException>(() => StartAsync(port));

        error.Message.ShouldBe($"port {port} of 127.0.0.1 is in use; choose another for ClickHouse, or 0 for a free one");
    }

    [Fact]
    public async Task Second_server_on_a_folder_is_an_error_that_names_it_and_leaves_the_first_alone()
    {
        await using EmbeddedClickHouse first = await StartAsync();

        var error = await Should.ThrowAsync<EmbeddedClickHouseException>(() => StartAsync());

        error.Message.ShouldBe($"another ClickHouse runs in {_folder.Path}; end it, or choose another folder");
        using ClickHouseClient client = Client(first);
        (await client.QueryLongAsync("SELECT 1")).ShouldBe(1);
    }

    [Fact]
    public async Task Server_ends_when_its_parent_is_killed()
    {
        fixture.SkipWithoutServer();
        // A shell stands for the parent: it holds the server's standard input open, and is killed.
        string program = Path.Combine(AppContext.BaseDirectory, "houle-clickhouse");
        var start = new ProcessStartInfo("bash") { UseShellExecute = false, RedirectStandardOutput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("""
            coproc server { exec "$0" "$@" 2>&1; }
            echo $server_PID
            wait
            """);
        start.ArgumentList.Add(program);
        start.ArgumentList.Add($"--dir={_folder.Path}");
        start.ArgumentList.Add($"--port={FreePort()}");
        start.ArgumentList.Add($"--libchdb={LibChdb.FindOrFetch()}");
        using Process parent = Process.Start(start)!;
        int child = int.Parse((await parent.StandardOutput.ReadLineAsync())!);
        await Eventually.BecomesTrueAsync(() => File.Exists(Path.Combine(_folder.Path, "data", "status")), "the server runs");

        parent.Kill();

        await Eventually.BecomesTrueAsync(() => !Directory.Exists($"/proc/{child}"), "the server's end");
    }

    [Fact]
    public async Task Folder_with_spaces_and_markup_in_its_name_works()
    {
        fixture.SkipWithoutServer();
        string odd = Path.Combine(_folder.Path, "a folder <&> \"here\"");
        await using var server = await EmbeddedClickHouse.StartAsync(
            new EmbeddedClickHouseOptions { Folder = odd }, NullLogger.Instance);
        using ClickHouseClient client = Client(server);
        (await client.QueryLongAsync("SELECT 1")).ShouldBe(1);
    }

    [Fact]
    public async Task Libchdb_that_is_missing_is_an_error_that_names_the_path()
    {
        var options = new EmbeddedClickHouseOptions { Folder = _folder.Path, LibChdb = "/nowhere/libchdb.so" };
        var error = await Should.ThrowAsync<EmbeddedClickHouseException>(
            () => EmbeddedClickHouse.StartAsync(options, NullLogger.Instance));
        error.Message.ShouldContain("/nowhere/libchdb.so");
    }

    private Task<EmbeddedClickHouse> StartAsync(int port = 0)
    {
        fixture.SkipWithoutServer();
        return EmbeddedClickHouse.StartAsync(
            new EmbeddedClickHouseOptions
            {
                Folder = _folder.Path,
                Port = port,
                FolderTimeout = TimeSpan.FromSeconds(2),
            },
            NullLogger.Instance);
    }

    private static ClickHouseClient Client(EmbeddedClickHouse server) => new(server.Endpoint with { Database = "default" });

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
