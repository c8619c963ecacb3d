using Houle.Configuration;
using Houle.Ingest.Privacy;
using Houle.Ingest.Rosters;
using Houle.Sinks.Client;
using Houle.Sinks.Schema;
using Houle.Sinks.Server;
using Houle.Tests.Support;
using Houle.Web;
using Microsoft.Extensions.Logging.Abstractions;

namespace Houle.Tests.Web;

/// <summary>The web server on a real ClickHouse that holds a few rows: two days of a sound in Liège, an alert on it, and one on
/// too few people.</summary>
public sealed class WebFixture : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private EmbeddedClickHouse? _clickHouse;
    private ClickHouseClient? _client;
    private WebServer? _server;
    private HttpClient? _http;
    private string? _whyNot;

    internal HttpClient Http
    {
        get
        {
            Assert.SkipWhen(_whyNot is not null, $"libchdb is not to be had: {_whyNot}");
            return _http!;
        }
    }

    internal ClickHouseClient Client => _client!;

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

        _clickHouse = await EmbeddedClickHouse.StartAsync(new EmbeddedClickHouseOptions { Folder = _folder.Path }, NullLogger.Instance);
        _client = new ClickHouseClient(_clickHouse.Endpoint with { Database = "houle" });
        await new SchemaMigrator(_client, new SchemaOptions(5)).ApplyAsync(CancellationToken.None);
        foreach (string statement in WebRows.Statements) await _client.ExecuteAsync(statement);
        _server = await Serve(new WebConfig { Port = 0 });
        _http = new HttpClient { BaseAddress = _server.Address };
    }

    /// <summary>The pseudonym of the rows about Anna.</summary>
    internal static string Anna { get; } = AccountName.Pseudonym(new Pseudonyms(PseudonymKeys.Demo), "instagram:anna")!;

    private static RosterView Roster { get; } = new(
        new Roster([new RosterEntry("Anna Bakt", ["instagram:anna"])], [new Giveaway("instagram:anna", "Boots for ten", 1_772_409_600_000, 1_772_496_000_000)]), PseudonymKeys.Demo);

    internal Task<WebServer> Serve(WebConfig config) => WebServer.Start(
        config, _client!, null, new Dictionary<string, string> { ["week"] = "Simulated." },
        Roster, NullLoggerFactory.Instance, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
        _client?.Dispose();
        if (_clickHouse is not null) await _clickHouse.DisposeAsync();
        _folder.Dispose();
    }
}
