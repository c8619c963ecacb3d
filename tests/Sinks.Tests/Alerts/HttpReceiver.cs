using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Houle.Sinks.Tests.Alerts;

/// <summary>One request as it came over the wire.</summary>
internal sealed record Received(IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public string Key => Headers["Idempotency-Key"];
}

/// <summary>What the receiver does with a request.</summary>
internal abstract record Reaction
{
    public sealed record Answer(int Status, string Text = "ok", string Headers = "") : Reaction;

    /// <summary>Takes the message, then breaks the connection without a word.</summary>
    public sealed record Hangup : Reaction;

    /// <summary>Never answers.</summary>
    public sealed record Silence : Reaction;
}

/// <summary>A real HTTP server on a socket, that fails as a test tells it to.</summary>
internal sealed class HttpReceiver : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly X509Certificate2? _certificate;
    private readonly Func<int, Reaction> _react;
    private readonly Task _accepting;
    private readonly ConcurrentQueue<Received> _received = new();
    private int _count;

    /// <param name="react">What to do with the n-th request, from 0.</param>
    /// <param name="certificate">Speaks TLS with it; null for plain HTTP.</param>
    public HttpReceiver(Func<int, Reaction> react, X509Certificate2? certificate = null)
    {
        (_react, _certificate) = (react, certificate);
        _listener.Start();
        _accepting = Task.Run(AcceptAsync);
    }

    public Uri Url => new($"{(_certificate is null ? "http" : "https")}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/hook");

    public IReadOnlyList<Received> Requests => [.. _received];

    /// <summary>A certificate that nobody trusts.</summary>
    public static X509Certificate2 SelfSigned(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true) connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                System.IO.Stream stream = client.GetStream();
                if (_certificate is not null)
                {
                    var tls = new SslStream(stream);
                    stream = tls;
                    await tls.AuthenticateAsServerAsync(_certificate);
                }

                while (await ReadAsync(stream) is { } request)
                {
                    _received.Enqueue(request);
                    switch (_react(Interlocked.Increment(ref _count) - 1))
                    {
                        case Reaction.Hangup:
                            return;
                        case Reaction.Silence:
                            await Task.Delay(Timeout.Infinite, _stop.Token);
                            break;
                        case Reaction.Answer answer:
                            byte[] body = Encoding.UTF8.GetBytes(answer.Text);
                            byte[] head = Encoding.ASCII.GetBytes(
                                $"HTTP/1.1 {answer.Status} X\r\nContent-Length: {body.Length}\r\n{answer.Headers}\r\n");
                            await stream.WriteAsync((byte[])[.. head, .. body], _stop.Token);
                            break;
                    }
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
            {
                // The other side went away, or the test ended.
            }
        }
    }

    private async Task<Received?> ReadAsync(System.IO.Stream stream)
    {
        var head = new List<byte>();
        byte[] one = new byte[1];
        while (head.Count < 4 || !head.TakeLast(4).SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0) return null;
            head.Add(one[0]);
        }

        Dictionary<string, string> headers = Encoding.ASCII.GetString([.. head]).Split("\r\n").Skip(1).Where(line => line.Contains(':', StringComparison.Ordinal))
            .ToDictionary(line => line.Split(':', 2)[0], line => line.Split(':', 2)[1].Trim(), StringComparer.OrdinalIgnoreCase);
        byte[] body = new byte[int.Parse(headers["Content-Length"], System.Globalization.CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, _stop.Token);
        return new Received(headers, body);
    }
}
