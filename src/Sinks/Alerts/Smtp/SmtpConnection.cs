using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Houle.Sinks.Alerts.Smtp;

/// <summary>Lines to and from a mail server: commands, replies of several lines, and the switch to TLS (RFC 5321, 3207).</summary>
internal sealed class SmtpConnection : IAsyncDisposable
{
    // RFC 5321 allows 512 characters a reply line; no server needs a hundred lines to say anything.
    private const int LineMax = 2048, LinesMax = 100;

    private readonly TcpClient _client = new();
    private readonly byte[] _bytes = new byte[4096];
    private System.IO.Stream _stream = System.IO.Stream.Null;
    private int _start, _end;

    public async Task ConnectAsync(string host, int port, CancellationToken cancel)
    {
        await _client.ConnectAsync(host, port, cancel).ConfigureAwait(false);
        _client.NoDelay = true;
        _stream = _client.GetStream();
    }

    public async Task SecureAsync(SmtpOptions options, CancellationToken cancel)
    {
        // What came in plain text after the reply to STARTTLS would be taken for the server's: a known attack.
        if (_start != _end) throw new SmtpException(0, false, $"{options.Host} sent text before TLS began");
        var tls = new SslStream(_stream);
        _stream = tls;
        var authentication = new SslClientAuthenticationOptions { TargetHost = options.Host };
        if (options.Authorities is not null)
        {
            authentication.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck,
            };
            authentication.CertificateChainPolicy.CustomTrustStore.AddRange(options.Authorities);
        }

        await tls.AuthenticateAsClientAsync(authentication, cancel).ConfigureAwait(false);
    }

    /// <summary>Sends a command and reads the reply.</summary>
    public async Task<SmtpReply> CommandAsync(string command, CancellationToken cancel)
    {
        await WriteAsync(Encoding.UTF8.GetBytes(command + "\r\n"), cancel).ConfigureAwait(false);
        return await ReplyAsync(cancel).ConfigureAwait(false);
    }

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        await _stream.WriteAsync(bytes, cancel).ConfigureAwait(false);
        await _stream.FlushAsync(cancel).ConfigureAwait(false);
    }

    public async Task<SmtpReply> ReplyAsync(CancellationToken cancel)
    {
        List<string> lines = [];
        while (true)
        {
            string line = await LineAsync(cancel).ConfigureAwait(false);
            if (line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out int code) || lines.Count == LinesMax)
                throw new SmtpException(0, false, $"the server does not speak SMTP: '{(line.Length > 80 ? line[..80] : line)}'");
            lines.Add(line.Length > 4 ? line[4..] : "");
            if (line.Length == 3 || line[3] != '-') return new SmtpReply(code, lines);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync().ConfigureAwait(false);
        _client.Dispose();
    }

    private async Task<string> LineAsync(CancellationToken cancel)
    {
        var line = new StringBuilder();
        while (true)
        {
            if (_start == _end)
            {
                (_start, _end) = (0, await _stream.ReadAsync(_bytes, cancel).ConfigureAwait(false));
                if (_end == 0) throw new IOException("the server closed the connection");
            }

            byte b = _bytes[_start++];
            if (b == '\n') return line.ToString().TrimEnd('\r');
            if (line.Length == LineMax) throw new SmtpException(0, false, "the server's reply has no end");
            line.Append((char)b);
        }
    }
}

/// <summary>A reply: its code and the text of its lines.</summary>
internal sealed record SmtpReply(int Code, IReadOnlyList<string> Lines)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Code} {string.Join(' ', Lines)}");
}
