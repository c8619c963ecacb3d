using Houle.Configuration;
using Houle.Hosting.Alerts;
using Houle.Metrics;
using Houle.Sinks.Alerts.Feedback;
using Houle.Sinks.Client;
using Houle.Streams.Log;
using Houle.Web;
using Microsoft.Extensions.Logging;

namespace Houle.Hosting;

/// <summary>The web server of a command, with what it answers from.</summary>
internal sealed class WebHost : IAsyncDisposable
{
    private readonly ClickHouseClient _client;
    private readonly FeedbackDesk? _feedback;
    private readonly WebServer _server;

    private WebHost(ClickHouseClient client, FeedbackDesk? feedback, WebServer server) =>
        (_client, _feedback, _server) = (client, feedback, server);

    public Uri Address => _server.Address;

    /// <param name="log">Where words about alerts are stored; stays the caller's.</param>
    /// <param name="notices">What to say above the results of a run, by its name.</param>
    /// <param name="operations">What machines ask; null for nothing.</param>
    public static async Task<WebHost> Start(
        HouleConfig config, ClickHouseEndpoint endpoint, ILog? log, ILoggerFactory logs, CancellationToken cancel,
        IReadOnlyDictionary<string, string>? notices = null, OperationsEndpoints? operations = null)
    {
        var client = new ClickHouseClient(endpoint);
        FeedbackDesk? feedback = null;
        try
        {
            if (log is not null && config.Alerts.Rules.Count > 0)
                feedback = new FeedbackDesk(log, AlertSetup.Tokens(config), TimeProvider.System);
            return new WebHost(client, feedback, await WebServer.Start(
                config.Web, client, feedback, notices ?? new Dictionary<string, string>(), RosterAccess.View(config), logs, cancel,
                routes => operations?.Map(routes, client)));
        }
        catch
        {
            feedback?.Dispose();
            client.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _feedback?.Dispose();
        _client.Dispose();
    }
}
