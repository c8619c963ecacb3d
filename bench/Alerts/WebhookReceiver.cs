using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Houle.Bench.Alerts;

/// <summary>A webhook that keeps what comes, and answers 200.</summary>
internal sealed class WebhookReceiver : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly List<WebhookCall> _received = [];
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

    public IReadOnlyList<WebhookCall> Received()
    {
        lock (_received) return [.. _received];
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
                return; // nobody wants to know more
            }

            using StreamReader reader = new(context.Request.InputStream, Encoding.UTF8);
            string body = await reader.ReadToEndAsync();
            lock (_received) _received.Add(new WebhookCall(context.Request.Headers["Idempotency-Key"], body, Stopwatch.GetTimestamp()));
            try
            {
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                continue; // the sender was killed while it waited
            }
        }
    }
}

/// <summary>A request that came.</summary>
/// <param name="Key">Its idempotency key.</param>
/// <param name="At">When its last byte came, by the stopwatch.</param>
internal readonly record struct WebhookCall(string? Key, string Body, long At);
