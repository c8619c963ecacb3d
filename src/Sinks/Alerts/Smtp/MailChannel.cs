using System.Net.Sockets;
using System.Security.Authentication;
using Houle.Sinks.Alerts.Channels;
using Houle.Sinks.Alerts.Messages;
using Microsoft.Extensions.Logging;

namespace Houle.Sinks.Alerts.Smtp;

/// <summary>Sends messages as mail.</summary>
public sealed partial class MailChannel(
    SmtpOptions options, string from, IReadOnlyList<string> to, ILogger logger, TimeProvider time) : IAlertChannel
{
    private readonly SmtpClient _client = new(options);

    public string Preview(AlertMessage message) =>
        $"From: {from}\nTo: {string.Join(", ", to)}\nSubject: {MailFormat.Subject(message)}\n\n{MailFormat.Plain(message)}";

    public async Task<SendResult> SendAsync(AlertMessage message, CancellationToken cancel)
    {
        byte[] mail = MimeMessage.Write(
            from, to, MailFormat.Subject(message), MailFormat.Plain(message), MailFormat.Html(message), message.Key, time.GetUtcNow(),
            new Dictionary<string, string> { [WebhookSignature.KeyHeader] = message.Key });
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(options.Timeout);
        try
        {
            IReadOnlyList<string> refused = await _client
                .SendAsync(MimeMessage.Address(from), [.. to.Select(MimeMessage.Address)], mail, limit.Token).ConfigureAwait(false);
            foreach (string recipient in refused) LogRefused(logger, options.Host, recipient);
            return SendResult.Delivered;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return SendResult.Retry($"{options.Host} did not take the mail within {options.Timeout.TotalSeconds.ToString("0.#", System.Globalization.CultureInfo.InvariantCulture)} s");
        }
        catch (SmtpException e)
        {
            return e.IsPermanent ? SendResult.Refused(e.Message) : SendResult.Retry(e.Message);
        }
        catch (AuthenticationException e)
        {
            return SendResult.Retry($"{options.Host} has no valid certificate: {e.Message}");
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            return SendResult.Retry($"{options.Host} cannot be reached: {e.Message}");
        }
    }

    public void Dispose()
    {
        // Each mail has a connection of its own, which is closed by then.
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mail server {Host} refuses {Recipient}; the others have the mail")]
    private static partial void LogRefused(ILogger logger, string host, string recipient);
}
