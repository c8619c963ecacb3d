using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Houle.Sinks.Tests.Alerts;

/// <summary>A mail server on a socket: takes mail, or fails at the command that a test names.</summary>
internal sealed class SmtpReceiver : SocketReceiver
{
    private readonly List<string> _commands = [];
    private readonly List<string> _mails = [];

    public X509Certificate2? Certificate { get; init; }

    public bool TlsFromTheStart { get; init; }

    public string Offers { get; init; } = "AUTH PLAIN LOGIN";

    /// <summary>Answers by how a command begins, instead of the usual; "HANGUP" and "SILENCE" do so.</summary>
    public Dictionary<string, string> Answers { get; init; } = [];

    public IReadOnlyList<string> Commands
    {
        get
        {
            lock (_commands) return [.. _commands];
        }
    }

    public IReadOnlyList<string> Mails
    {
        get
        {
            lock (_mails) return [.. _mails];
        }
    }

    protected override async Task ServeAsync(System.IO.Stream stream)
    {
        if (TlsFromTheStart) stream = await SecureAsync(stream, Certificate!);
        await SayAsync(stream, Answers.GetValueOrDefault("CONNECT", "220 hello"));
        bool isSecure = TlsFromTheStart;
        while (await LineAsync(stream) is { } command)
        {
            lock (_commands) _commands.Add(command);
            string? planned = Answers.FirstOrDefault(pair => command.StartsWith(pair.Key, StringComparison.Ordinal)).Value;
            if (planned == "HANGUP") return;
            if (planned == "SILENCE") await Task.Delay(Timeout.Infinite, Stop);
            if (planned is not null)
            {
                await SayAsync(stream, planned);
            }
            else if (command.StartsWith("EHLO", StringComparison.Ordinal))
            {
                await SayAsync(stream, $"250-here\r\n{(Certificate is null || isSecure ? "" : "250-STARTTLS\r\n")}250 {Offers}");
            }
            else if (command == "STARTTLS")
            {
                await SayAsync(stream, "220 go on");
                stream = await SecureAsync(stream, Certificate!);
                isSecure = true;
            }
            else if (command == "DATA")
            {
                await SayAsync(stream, "354 go on");
                var mail = new StringBuilder();
                while (await LineAsync(stream) is { } line && line != ".") mail.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
                lock (_mails) _mails.Add(mail.ToString());
                await SayAsync(stream, Answers.GetValueOrDefault("MESSAGE", "250 taken"));
            }
            else
            {
                await SayAsync(stream, command.StartsWith("AUTH PLAIN", StringComparison.Ordinal) ? "235 welcome" : command == "QUIT" ? "221 bye" : "250 ok");
            }
        }
    }

    private async Task SayAsync(System.IO.Stream stream, string text) =>
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text + "\r\n"), Stop);

    private async Task<string?> LineAsync(System.IO.Stream stream)
    {
        var line = new StringBuilder();
        byte[] one = new byte[1];
        while (true)
        {
            if (await stream.ReadAsync(one, Stop) == 0) return null;
            if (one[0] == '\n') return line.ToString().TrimEnd('\r');
            line.Append((char)one[0]);
        }
    }
}
