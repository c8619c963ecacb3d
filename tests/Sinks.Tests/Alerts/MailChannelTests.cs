using System.Text;
using Houle.Sinks.Alerts.Channels;
using Houle.Sinks.Alerts.Messages;
using Houle.Sinks.Alerts.Smtp;

namespace Houle.Sinks.Tests.Alerts;

/// <summary>Mail through a real connection, to a server that fails at every command.</summary>
public sealed class MailChannelTests
{
    private readonly ListLogger _logger = new();

    [Fact]
    public async Task Mail_arrives_whole_in_both_parts()
    {
        await using var server = new SmtpReceiver();

        (await SendAsync(server, SmtpSecurity.None)).ShouldBe(SendResult.Delivered);

        server.Commands.ShouldBe(["EHLO houle.invalid", "MAIL FROM:<houle@example.org>", "RCPT TO:<a@example.org>", "RCPT TO:<b@example.org>", "DATA", "QUIT"]);
        string mail = server.Mails.Single();
        mail.ShouldContain("From: Houle <houle@example.org>\r\n");
        mail.ShouldContain("Message-ID: <key-1@example.org>\r\n");
        mail.ShouldContain("Idempotency-Key: key-1\r\n");
        mail.Split("\r\n").ShouldAllBe(line => line.Length <= 78);
        mail.ShouldAllBe(c => c < 128);
        string subject = string.Concat(mail.Split("Subject: ")[1].Split("\r\nDate")[0].Split("\r\n ").Select(
            word => Encoding.UTF8.GetString(Convert.FromBase64String(word["=?utf-8?B?".Length..^2]))));
        subject.ShouldStartWith("The sound “sound-1” is rising in Liege: 41 people in 2 hours");
        Part(mail, "text/plain").ShouldContain("- store-2: put it on display");
        Part(mail, "text/html").ShouldContain("<li>store-2: put it on display");
    }

    [Fact]
    public async Task Starttls_secures_the_connection_before_the_password()
    {
        using var certificate = HttpReceiver.SelfSigned("localhost");
        await using var server = new SmtpReceiver { Certificate = certificate };

        (await SendAsync(server, SmtpSecurity.StartTls, "anna", [certificate])).ShouldBe(SendResult.Delivered);

        server.Commands.Take(4).ShouldBe(
            ["EHLO houle.invalid", "STARTTLS", "EHLO houle.invalid", $"AUTH PLAIN {Convert.ToBase64String("\0anna\0secret"u8)}"]);
    }

    [Fact]
    public async Task Tls_from_the_start_and_login_work()
    {
        using var certificate = HttpReceiver.SelfSigned("localhost");
        await using var server = new SmtpReceiver
        {
            Certificate = certificate, TlsFromTheStart = true, Offers = "AUTH LOGIN",
            Answers = { ["AUTH LOGIN"] = "334 VXNlcg==", ["YW5uYQ=="] = "334 UGFzcw==", ["c2VjcmV0"] = "235 in" },
        };
        (await SendAsync(server, SmtpSecurity.Tls, "anna", [certificate])).ShouldBe(SendResult.Delivered);
    }

    [Fact]
    public async Task Wrong_certificate_missing_tls_and_plain_passwords_are_not_gone_along_with()
    {
        using var certificate = HttpReceiver.SelfSigned("localhost");
        await using var untrusted = new SmtpReceiver { Certificate = certificate };
        SendResult result = await SendAsync(untrusted, SmtpSecurity.StartTls, "anna");
        result.Outcome.ShouldBe(SendOutcome.Retry);
        result.Reason.ShouldStartWith("localhost has no valid certificate: ");

        using var other = HttpReceiver.SelfSigned("other.example");
        await using var misnamed = new SmtpReceiver { Certificate = other };
        (await SendAsync(misnamed, SmtpSecurity.StartTls, "anna", [other])).Reason.ShouldStartWith("localhost has no valid certificate: ");

        await using var plain = new SmtpReceiver();
        (await SendAsync(plain, SmtpSecurity.StartTls)).Reason.ShouldContain("does not offer STARTTLS");
        (await SendAsync(plain, SmtpSecurity.None, "anna")).Reason.ShouldContain("no password is sent");
        foreach (SmtpReceiver server in (SmtpReceiver[])[untrusted, misnamed, plain])
        {
            server.Commands.ShouldNotContain(command => command.StartsWith("AUTH", StringComparison.Ordinal));
            server.Mails.ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("CONNECT", "421 too busy", SendOutcome.Retry)]
    [InlineData("CONNECT", "554 go away", SendOutcome.Refused)]
    [InlineData("CONNECT", "SSH-2.0-x", SendOutcome.Retry)]
    [InlineData("EHLO", "HANGUP", SendOutcome.Retry)]
    [InlineData("EHLO", "SILENCE", SendOutcome.Retry)]
    [InlineData("MAIL", "451 later", SendOutcome.Retry)]
    [InlineData("MAIL", "550 not you", SendOutcome.Refused)]
    [InlineData("RCPT", "450 mailbox busy", SendOutcome.Retry)]
    [InlineData("RCPT", "550 no such user", SendOutcome.Refused)]
    [InlineData("RCPT TO:<b", "550 no such user", SendOutcome.Delivered)] // the other has it
    [InlineData("DATA", "HANGUP", SendOutcome.Retry)]
    [InlineData("DATA", "554 no", SendOutcome.Refused)]
    [InlineData("MESSAGE", "452 disk full", SendOutcome.Retry)]
    [InlineData("MESSAGE", "552 too large", SendOutcome.Refused)]
    [InlineData("QUIT", "HANGUP", SendOutcome.Delivered)]
    public async Task Each_failure_is_what_it_is(string at, string answer, SendOutcome expected)
    {
        await using var server = new SmtpReceiver { Answers = { [at] = answer } };
        (await SendAsync(server, SmtpSecurity.None, timeoutMs: answer == "SILENCE" ? 300 : 20_000)).Outcome.ShouldBe(expected);
    }

    [Fact]
    public async Task Wrong_password_may_be_tried_again_since_the_message_is_not_at_fault()
    {
        using var certificate = HttpReceiver.SelfSigned("localhost");
        await using var server = new SmtpReceiver { Certificate = certificate, Answers = { ["AUTH"] = "535 wrong" } };
        SendResult result = await SendAsync(server, SmtpSecurity.StartTls, "anna", [certificate]);
        result.ShouldBe(SendResult.Retry("localhost refuses user anna: 535 wrong"));
    }

    [Fact]
    public async Task Refused_recipient_is_logged()
    {
        await using var server = new SmtpReceiver { Answers = { ["RCPT TO:<b"] = "550 no such user" } };
        await SendAsync(server, SmtpSecurity.None);
        _logger.Lines.Single().Text.ShouldBe("Mail server localhost refuses b@example.org: 550 no such user; the others have the mail");
    }

    [Fact]
    public void Subject_of_any_text_survives_encoding_in_words_of_at_most_75()
    {
        var random = new Random(4);
        for (int i = 0; i < 500; i++)
        {
            string subject = string.Concat(Enumerable.Range(0, random.Next(120)).Select(_ => (random.Next(3) switch { 0 => "a", 1 => "é", _ => "🌊" })));
            string[] words = MimeMessage.EncodedWords(subject).Split("\r\n ", StringSplitOptions.RemoveEmptyEntries);
            words.ShouldAllBe(word => word.Length <= 75);
            string.Concat(words.Select(word => Encoding.UTF8.GetString(Convert.FromBase64String(word["=?utf-8?B?".Length..^2])))).ShouldBe(subject);
        }
    }

    private Task<SendResult> SendAsync(
        SmtpReceiver server, SmtpSecurity security, string? user = null,
        System.Security.Cryptography.X509Certificates.X509Certificate2Collection? authorities = null, int timeoutMs = 20_000)
    {
        var options = new SmtpOptions
        {
            Host = "localhost", Port = server.Port, Security = security, User = user, Password = "secret",
            Timeout = TimeSpan.FromMilliseconds(timeoutMs), Authorities = authorities,
        };
        var channel = new MailChannel(options, "Houle <houle@example.org>", ["a@example.org", "b@example.org"], _logger, TimeProvider.System);
        return channel.SendAsync(new AlertMessage("key-1", "liege", [SomeAlert.Of(1)], new MessageStyle()), CancellationToken.None);
    }

    private static string Part(string mail, string type)
    {
        string part = mail.Split($"Content-Type: {type}; charset=utf-8\r\n")[1].Split("\r\n\r\n", 2)[1].Split("\r\n--")[0];
        return Encoding.UTF8.GetString(Convert.FromBase64String(part.Replace("\r\n", "", StringComparison.Ordinal)));
    }
}
