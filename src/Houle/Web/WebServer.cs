using System.Globalization;
using System.Net;
using Houle.CommandLine;
using Houle.Configuration;
using Houle.Sinks.Alerts.Feedback;
using Houle.Sinks.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Houle.Web;

/// <summary>The page, the API behind it, and the form of feedback links, over HTTP.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private readonly ApiEndpoints _api;

    private WebServer(WebApplication app, ApiEndpoints api, Uri address) => (_app, _api, Address) = (app, api, address);

    /// <summary>Where it listens, with the port that was taken.</summary>
    public Uri Address { get; }

    /// <param name="config">Checked.</param>
    /// <param name="client">Of the database that holds the results; stays the caller's.</param>
    /// <param name="feedback">Where words about alerts go; null where feedback links lead elsewhere. Stays the caller's.</param>
    /// <param name="notices">What to say above the results of a run, by its name.</param>
    /// <param name="roster">Told beside rows about creators, to who may know.</param>
    /// <param name="more">Adds what else it answers.</param>
    /// <exception cref="CommandException">The address or port cannot be had, or the token file cannot be read.</exception>
    public static async Task<WebServer> Start(
        WebConfig config, ClickHouseClient client, FeedbackDesk? feedback, IReadOnlyDictionary<string, string> notices,
        RosterView roster, ILoggerFactory logs, CancellationToken cancel, Action<IEndpointRouteBuilder>? more = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSingleton(logs);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 64 << 10;
            kestrel.Limits.MaxConcurrentConnections = 512;
            kestrel.Listen(IPAddress.Parse(config.Address), config.Port);
        });
        WebApplication app = builder.Build();
        app.Use(new Guard(config).Invoke);
        app.UseRouting();
        var api = new ApiEndpoints(client, notices, roster);
        api.Map(app);
        PageEndpoints.Map(app);
        if (feedback is not null) FeedbackEndpoints.Map(app, feedback);
        more?.Invoke(app);
        try
        {
            await app.StartAsync(cancel);
        }
        catch (IOException e)
        {
            await app.DisposeAsync();
            api.Dispose();
            throw CommandException.Unreachable(
                string.Create(CultureInfo.InvariantCulture, $"{config.Address}:{config.Port} cannot be listened on ({e.Message}); set web.port, or leave the role web out"), e);
        }

        string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new WebServer(app, api, new Uri(address));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _api.Dispose();
    }
}
