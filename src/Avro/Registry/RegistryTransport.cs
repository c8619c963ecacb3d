using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Houle.Avro.Registry;

/// <summary>One request and its answer as JSON, with the attempts, waits and bounds of <see cref="RegistryOptions"/>.</summary>
/// <remarks>Every request of the protocol may be repeated: registering the same schema twice gives the same id.</remarks>
internal sealed class RegistryTransport : IDisposable
{
    private const string MediaType = "application/vnd.schemaregistry.v1+json";
    private readonly RegistryOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    public RegistryTransport(RegistryOptions options, TimeProvider time, HttpMessageHandler? handler)
    {
        options.Check();
        _options = options;
        _time = time;
        _http = new HttpClient(handler ?? Handler(options), disposeHandler: true)
        {
            BaseAddress = options.Url,
            Timeout = Timeout.InfiniteTimeSpan, // each attempt has its own
            MaxResponseContentBufferSize = options.AnswerBytesMax,
        };
        _http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue(MediaType));
        _http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json", 0.9));
    }

    /// <param name="method">GET, POST or PUT.</param>
    /// <param name="path">Below the registry's address; its parts are escaped already.</param>
    /// <param name="body">JSON, or null.</param>
    /// <param name="cancel">Ends attempts and waits.</param>
    /// <exception cref="RegistryException">There is no good answer; says why.</exception>
    public async Task<JsonElement> Ask(HttpMethod method, string path, byte[]? body, CancellationToken cancel)
    {
        TimeSpan backoff = _options.BackoffFirst;
        for (int attempt = 1; ; attempt++)
        {
            string reason;
            TimeSpan? wait = null;
            Exception? cause = null;
            int status = 0;
            try
            {
                using HttpResponseMessage answer = await Send(method, path, body, cancel).ConfigureAwait(false);
                status = (int)answer.StatusCode;
                byte[] bytes = await answer.Content.ReadAsByteArrayAsync(cancel).ConfigureAwait(false);
                if (answer.IsSuccessStatusCode) return Json(bytes, method, path);
                (reason, int code) = RegistryAnswers.Error(bytes, status);
                if (!IsPassing(answer.StatusCode)) throw Fail(RegistryAnswers.Failure(status), method, path, Hide(reason), code);
                wait = answer.Headers.RetryAfter?.Delta ?? answer.Headers.RetryAfter?.Date - _time.GetUtcNow();
                reason = Hide(reason);
            }
            catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
            {
                reason = string.Create(CultureInfo.InvariantCulture, $"no answer within {_options.Timeout.TotalMilliseconds:0} ms");
                cause = e;
            }
            catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.SecureConnectionError)
            {
                throw Fail(RegistryFailure.Denied, method, path, $"no secure connection: {e.InnerException?.Message ?? e.Message}", 0, e);
            }
            catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.ConfigurationLimitExceeded)
            {
                throw Fail(RegistryFailure.Malformed, method, path, $"the answer is larger than {_options.AnswerBytesMax} bytes", 0, e);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                reason = e.InnerException is null ? e.Message : $"{e.Message} ({e.InnerException.Message})";
                cause = e;
            }

            if (attempt == _options.AttemptsMax)
                throw Fail(RegistryFailure.Unreachable, method, path, $"{reason}; tried {attempt} times", status, cause);
            await Task.Delay(Shorter(wait ?? backoff), _time, cancel).ConfigureAwait(false);
            backoff = Shorter(backoff * 2);
        }
    }

    /// <summary>A JSON object as a body.</summary>
    public static byte[] Body(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    /// <summary>An answer that is not what the protocol says.</summary>
    public RegistryException Malformed(string path, string what, Exception? inner = null) =>
        new(RegistryFailure.Malformed, $"the schema registry {_options.Url} answered {path} with {what}", 0, inner);

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> Send(HttpMethod method, string path, byte[]? body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = _options.Credentials?.Header;
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaType);
        }

        using var timeout = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancel);
        return await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, either.Token).ConfigureAwait(false);
    }

    private JsonElement Json(byte[] bytes, HttpMethod method, string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw Malformed($"{method} {path}", "something that is not JSON", e);
        }
    }

    private RegistryException Fail(RegistryFailure failure, HttpMethod method, string path, string reason, int code, Exception? inner = null) =>
        new(failure, $"the schema registry {_options.Url}, asked {method} {path}: {reason}", code, inner);

    private string Hide(string text) => _options.Credentials?.Hide(text) ?? text;

    private TimeSpan Shorter(TimeSpan wait) =>
        wait < TimeSpan.Zero ? TimeSpan.Zero : wait < _options.BackoffMax ? wait : _options.BackoffMax;

    private static bool IsPassing(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    /// <summary>Redirects are not followed: one would turn a POST into a GET, or send a request where nobody configured it.</summary>
    private static SocketsHttpHandler Handler(RegistryOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None, // so that an answer's bound is that of what arrives
            ConnectTimeout = options.Timeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // a registry that moved is found by its name again
        };
        if (options.Tls is not null) handler.SslOptions = options.Tls;
        return handler;
    }
}
