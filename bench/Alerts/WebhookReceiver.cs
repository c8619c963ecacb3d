using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Houle.Bench.Alerts;

/// <summary>A webhook that notes when each alert came.</summary>
internal sealed class WebhookReceiver : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly List<Arrival> _arrived = [];
    private readonly Task _serving;

    public WebhookReceiver()
    {
        using (TcpListener probe = new(IPAddress.Loopback, 0))
        {
            probe.Start();
            Url = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
        }

        _listener.Prefixes.Add(Url.AbsoluteUri);
        _listener.Start();
        _serving = Task.Run(Serve);
    }

    public Uri Url { get; }

    public List<Arrival> Arrived()
    {
        lock (_arrived) return [.. _arrived];
    }

    public void Dispose()
    {
        _listener.Stop();
        _serving.Wait(TimeSpan.FromSeconds(10));
        _listener.Close();
    }

    private async Task Serve()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return; // the measurement has ended
            }

            using StreamReader reader = new(context.Request.InputStream, Encoding.UTF8);
            string body = await reader.ReadToEndAsync();
            long at = Stopwatch.GetTimestamp();
            context.Response.Close();
            foreach (JsonNode? alert in JsonNode.Parse(body)!["alerts"]!.AsArray())
            {
                long updated = DateTimeOffset.Parse(alert!["updated_at"]!.GetValue<string>(), CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
                lock (_arrived) _arrived.Add(new Arrival(updated, at, alert["do"]!.AsArray().Count > 0 && alert["state"]!.GetValue<string>() == "updated"));
            }
        }
    }
}

/// <summary>An alert that came.</summary>
/// <param name="UpdatedAtMs">End of its minute.</param>
/// <param name="At">When its last byte came, by the stopwatch.</param>
/// <param name="IsJoined">It is an update that says what stores should do.</param>
internal readonly record struct Arrival(long UpdatedAtMs, long At, bool IsJoined);
