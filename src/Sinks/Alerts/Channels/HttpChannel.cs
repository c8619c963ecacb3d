using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Text;
using Houle.Sinks.Alerts.Messages;

namespace Houle.Sinks.Alerts.Channels;

/// <summary>Posts a message as JSON to a URL: Slack, Teams, or a webhook that is signed.</summary>
public sealed class HttpChannel : IAlertChannel
{
    // An answer is read to its end so that the connection can be used again, but not without a bound.
    private const int AnswerBytesMax = 4096;

    private static readonly TimeSpan RetryAfterMax = TimeSpan.FromHours(1);

    private readonly HttpClient _client;
    private readonly Uri _url;
    private readonly IMessageFormat _format;
    private readonly byte[]? _secret;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;

    /// <param name="url">Where to; for Slack and Teams it is a secret, and is never logged.</param>
    /// <param name="secret">Signs what is sent (<see cref="WebhookSignature"/>); null for no signature.</param>
    /// <param name="timeout">For a try as a whole.</param>
    public HttpChannel(Uri url, IMessageFormat format, byte[]? secret, TimeSpan timeout, TimeProvider time)
    {
        (_url, _format, _secret, _time, _timeout) = (url, format, secret, time, timeout);
        _client = new HttpClient(new SocketsHttpHandler
        {
            // A redirect would carry the signed alert to a place that nobody configured.
            AllowAutoRedirect = false,
            ConnectTimeout = timeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxConnectionsPerServer = 1,
            UseCookies = false,
        }) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public string Preview(AlertMessage message) => _format.Write(message);

    public async Task<SendResult> SendAsync(AlertMessage message, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(_timeout);
        try
        {
            using HttpRequestMessage request = Request(message);
            using HttpResponseMessage answer = await _client
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
            string text = await ReadAsync(answer, limit.Token).ConfigureAwait(false);
            return Judge(answer, text);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return SendResult.Retry($"{_url.Host} did not answer within {_timeout.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s");
        }
        catch (HttpRequestException e) when (e.InnerException is AuthenticationException tls)
        {
            return SendResult.Retry($"{_url.Host} has no valid certificate: {tls.Message}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return SendResult.Retry($"{_url.Host} cannot be reached: {(e.InnerException ?? e).Message}");
        }
    }

    public void Dispose() => _client.Dispose();

    private HttpRequestMessage Request(AlertMessage message)
    {
        byte[] body = Encoding.UTF8.GetBytes(_format.Write(message));
        var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("houle", "0.1"));
        request.Headers.Add(WebhookSignature.KeyHeader, message.Key);
        if (_secret is not null)
        {
            long seconds = _time.GetUtcNow().ToUnixTimeSeconds();
            request.Headers.Add(WebhookSignature.Header, WebhookSignature.Sign(_secret, seconds, body));
        }

        return request;
    }

    private static async Task<string> ReadAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        await using System.IO.Stream stream = await answer.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        byte[] bytes = new byte[AnswerBytesMax];
        int length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel).ConfigureAwait(false);
        return Encoding.UTF8.GetString(bytes, 0, length);
    }

    private SendResult Judge(HttpResponseMessage answer, string text)
    {
        int status = (int)answer.StatusCode;
        if (status is >= 200 and < 300)
        {
            return _format.Complaint(text) is { } complaint ? SendResult.Retry($"{_url.Host} took the message and said: {complaint}") : SendResult.Delivered;
        }

        string said = $"{_url.Host} answered {status}{(text.Length == 0 ? "" : $" ({OneLine(text)})")}";
        return answer.StatusCode switch
        {
            HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => SendResult.Retry(said, RetryAfter(answer)),
            HttpStatusCode.RequestTimeout or (HttpStatusCode)425 => SendResult.Retry(said),
            >= HttpStatusCode.InternalServerError => SendResult.Retry(said),
            HttpStatusCode.NotFound or HttpStatusCode.Gone => SendResult.Refused($"{said}: nobody is there any more; check the destination's url"),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => SendResult.Refused($"{said}: check the destination's secret and url"),
            < HttpStatusCode.BadRequest => SendResult.Refused($"{said}: redirects are not followed; use the url it points to"),
            _ => SendResult.Refused(said),
        };
    }

    private TimeSpan? RetryAfter(HttpResponseMessage answer)
    {
        TimeSpan? wait = answer.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - _time.GetUtcNow(),
            _ => null,
        };
        return wait is { } w ? TimeSpan.FromTicks(Math.Clamp(w.Ticks, 0, RetryAfterMax.Ticks)) : null;
    }

    private static string OneLine(string text)
    {
        string line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= 200 ? line : line[..200] + "…";
    }
}
