using System.Text;

namespace Houle.Sinks.Alerts.Smtp;

/// <summary>Hands one message to a mail server over a connection of its own (RFC 5321; STARTTLS and AUTH PLAIN, LOGIN).</summary>
/// <remarks>Refuses to send a password in plain text, and to go on without TLS where it was asked for.</remarks>
public sealed class SmtpClient(SmtpOptions options)
{
    /// <param name="from">Envelope sender, a bare address.</param>
    /// <param name="to">Envelope recipients, bare addresses; at least one.</param>
    /// <param name="message">Header and body with CRLF line ends, not dot-stuffed.</param>
    /// <returns>Recipients that the server refused for good, with what it said; the others have the message.</returns>
    /// <exception cref="SmtpException">The server refused the message, or everyone it is for.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The server cannot be reached.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">Its certificate is not valid.</exception>
    public async Task<IReadOnlyList<string>> SendAsync(
        string from, IReadOnlyList<string> to, ReadOnlyMemory<byte> message, CancellationToken cancel)
    {
        await using var connection = new SmtpConnection();
        await connection.ConnectAsync(options.Host, options.Port, cancel).ConfigureAwait(false);
        if (options.Security == SmtpSecurity.Tls) await connection.SecureAsync(options, cancel).ConfigureAwait(false);
        Expect(await connection.ReplyAsync(cancel).ConfigureAwait(false), 220, "greeting");
        IReadOnlyList<string> offers = await HelloAsync(connection, cancel).ConfigureAwait(false);
        if (options.Security == SmtpSecurity.StartTls)
        {
            if (!offers.Any(offer => offer.Equals("STARTTLS", StringComparison.OrdinalIgnoreCase)))
                throw new SmtpException(0, false, $"{options.Host} does not offer STARTTLS; set security to tls or none if that is meant");
            Expect(await connection.CommandAsync("STARTTLS", cancel).ConfigureAwait(false), 220, "STARTTLS");
            await connection.SecureAsync(options, cancel).ConfigureAwait(false);
            offers = await HelloAsync(connection, cancel).ConfigureAwait(false);
        }

        if (options.User is not null) await LogInAsync(connection, offers, cancel).ConfigureAwait(false);
        Expect(await connection.CommandAsync($"MAIL FROM:<{from}>", cancel).ConfigureAwait(false), 250, "sender");
        IReadOnlyList<string> refused = await RecipientsAsync(connection, to, cancel).ConfigureAwait(false);
        Expect(await connection.CommandAsync("DATA", cancel).ConfigureAwait(false), 354, "DATA");
        await connection.WriteAsync(DotStuffed(message.Span), cancel).ConfigureAwait(false);
        Expect(await connection.ReplyAsync(cancel).ConfigureAwait(false), 250, "message");
        await SayGoodbyeAsync(connection, cancel).ConfigureAwait(false);
        return refused;
    }

    private static async Task<IReadOnlyList<string>> HelloAsync(SmtpConnection connection, CancellationToken cancel)
    {
        SmtpReply reply = await connection.CommandAsync("EHLO houle.invalid", cancel).ConfigureAwait(false);
        Expect(reply, 250, "EHLO");
        return reply.Lines;
    }

    private async Task LogInAsync(SmtpConnection connection, IReadOnlyList<string> offers, CancellationToken cancel)
    {
        if (options.Security == SmtpSecurity.None)
            throw new SmtpException(0, false, $"no password is sent to {options.Host} in plain text; set security to starttls or tls");
        string user = options.User!, password = options.Password ?? "";
        string[] ways = [.. offers.Where(offer => offer.StartsWith("AUTH", StringComparison.OrdinalIgnoreCase)).SelectMany(offer => offer.ToUpperInvariant().Split(' ', '='))];
        SmtpReply reply;
        if (ways.Contains("PLAIN"))
        {
            reply = await connection.CommandAsync($"AUTH PLAIN {Base64($"\0{user}\0{password}")}", cancel).ConfigureAwait(false);
        }
        else if (ways.Contains("LOGIN"))
        {
            Expect(await connection.CommandAsync("AUTH LOGIN", cancel).ConfigureAwait(false), 334, "AUTH");
            Expect(await connection.CommandAsync(Base64(user), cancel).ConfigureAwait(false), 334, "AUTH");
            reply = await connection.CommandAsync(Base64(password), cancel).ConfigureAwait(false);
        }
        else
        {
            throw new SmtpException(0, false, $"{options.Host} offers neither AUTH PLAIN nor AUTH LOGIN");
        }

        // A wrong password is not the message's fault: it is tried again, until somebody has set it right.
        if (reply.Code != 235) throw new SmtpException(reply.Code, false, $"{options.Host} refuses user {user}: {reply}");
    }

    private async Task<IReadOnlyList<string>> RecipientsAsync(SmtpConnection connection, IReadOnlyList<string> to, CancellationToken cancel)
    {
        List<string> refused = [];
        foreach (string recipient in to)
        {
            SmtpReply reply = await connection.CommandAsync($"RCPT TO:<{recipient}>", cancel).ConfigureAwait(false);
            if (reply.Code is 250 or 251 or 252) continue;
            if (reply.Code < 500) Expect(reply, 250, $"recipient {recipient}");
            refused.Add($"{recipient}: {reply}");
        }

        if (refused.Count == to.Count)
            throw new SmtpException(550, true, $"{options.Host} refuses every recipient: {string.Join("; ", refused)}");
        return refused;
    }

    private static async Task SayGoodbyeAsync(SmtpConnection connection, CancellationToken cancel)
    {
        try
        {
            await connection.CommandAsync("QUIT", cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SmtpException)
        {
            // The server has the message; how it hangs up changes nothing.
        }
    }

    private static void Expect(SmtpReply reply, int code, string what)
    {
        if (reply.Code != code) throw new SmtpException(reply.Code, reply.Code >= 500, $"{what} refused: {reply}");
    }

    /// <summary>A line that begins with a dot gets another; the end is a dot alone.</summary>
    private static byte[] DotStuffed(ReadOnlySpan<byte> message)
    {
        List<byte> bytes = new(message.Length + 64);
        byte before = (byte)'\n';
        foreach (byte b in message)
        {
            if (b == '.' && before == '\n') bytes.Add((byte)'.');
            bytes.Add(b);
            before = b;
        }

        if (before != '\n') bytes.AddRange("\r\n"u8);
        bytes.AddRange(".\r\n"u8);
        return [.. bytes];
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
