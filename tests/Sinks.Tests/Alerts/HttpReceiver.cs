using System.Collections.Concurrent;
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
/// <param name="react">What to do with the n-th request, from 0.</param>
/// <param name="certificate">Speaks TLS with it; null for plain HTTP.</param>
internal sealed class HttpReceiver(Func<int, Reaction> react, X509Certificate2? certificate = null) : SocketReceiver
{
    private readonly ConcurrentQueue<Received> _received = new();
    private int _count;

    public Uri Url => new($"{(certificate is null ? "http" : "https")}://127.0.0.1:{Port}/hook");

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

    protected override async Task ServeAsync(System.IO.Stream stream)
    {
        if (certificate is not null) stream = await SecureAsync(stream, certificate);
        while (await ReadAsync(stream) is { } request)
        {
            _received.Enqueue(request);
            switch (react(Interlocked.Increment(ref _count) - 1))
            {
                case Reaction.Hangup:
                    return;
                case Reaction.Silence:
                    await Task.Delay(Timeout.Infinite, Stop);
                    break;
                case Reaction.Answer answer:
                    byte[] body = Encoding.UTF8.GetBytes(answer.Text);
                    byte[] head = Encoding.ASCII.GetBytes(
                        $"HTTP/1.1 {answer.Status} X\r\nContent-Length: {body.Length}\r\n{answer.Headers}\r\n");
                    await stream.WriteAsync((byte[])[.. head, .. body], Stop);
                    break;
            }
        }
    }

    private async Task<Received?> ReadAsync(System.IO.Stream stream)
    {
        var head = new List<byte>();
        byte[] one = new byte[1];
        while (head.Count < 4 || !head.TakeLast(4).SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            if (await stream.ReadAsync(one, Stop) == 0) return null;
            head.Add(one[0]);
        }

        Dictionary<string, string> headers = Encoding.ASCII.GetString([.. head]).Split("\r\n").Skip(1).Where(line => line.Contains(':', StringComparison.Ordinal))
            .ToDictionary(line => line.Split(':', 2)[0], line => line.Split(':', 2)[1].Trim(), StringComparer.OrdinalIgnoreCase);
        byte[] body = new byte[int.Parse(headers["Content-Length"], System.Globalization.CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, Stop);
        return new Received(headers, body);
    }
}
