using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Houle.Avro.Binary;

namespace Houle.Sinks.Client;

/// <summary>Queries and inserts over ClickHouse's HTTP interface: bounded answers, errors with the server's code.</summary>
/// <remarks>May be used from any thread. Statements are sent as they are: values go in as <c>{name:Type}</c> parameters.</remarks>
public sealed class ClickHouseClient : IDisposable
{
    private readonly HttpClient _http;

    /// <param name="timeout">The most one request may take; default 5 minutes.</param>
    /// <param name="responseBytesMax">The most one answer may hold; default 64 MiB.</param>
    public ClickHouseClient(ClickHouseEndpoint endpoint, TimeSpan? timeout = null, int responseBytesMax = 64 << 20)
        : this(endpoint, Transport(), timeout, responseBytesMax)
    {
    }

    internal ClickHouseClient(
        ClickHouseEndpoint endpoint, HttpMessageHandler transport, TimeSpan? timeout = null, int responseBytesMax = 64 << 20)
    {
        Endpoint = endpoint;
        ResponseBytesMax = responseBytesMax;
        _http = new HttpClient(transport) { Timeout = timeout ?? TimeSpan.FromMinutes(5) };
        endpoint.Authorize(_http.DefaultRequestHeaders);
    }

    public ClickHouseEndpoint Endpoint { get; }

    public int ResponseBytesMax { get; }

    public void Dispose() => _http.Dispose();

    /// <summary>Runs a statement whose result is of no interest.</summary>
    /// <exception cref="ClickHouseException">The server refused it.</exception>
    /// <exception cref="HttpRequestException">No answer: the statement may have run, or not.</exception>
    public Task ExecuteAsync(string sql, CancellationToken cancel = default, params KeyValuePair<string, string>[] values) =>
        QueryBytesAsync(sql, null, cancel, values);

    /// <summary>The bytes of a result in a given format; at most <see cref="ResponseBytesMax"/>.</summary>
    public async Task<byte[]> QueryBytesAsync(
        string sql, string? format, CancellationToken cancel = default, params KeyValuePair<string, string>[] values)
    {
        List<KeyValuePair<string, string>> parameters = [new("database", Endpoint.Database), new("wait_end_of_query", "1")];
        if (format is not null) parameters.Add(new("default_format", format));
        parameters.AddRange(values.Select(value => new KeyValuePair<string, string>("param_" + value.Key, value.Value)));
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(sql));
        return await SendAsync(Endpoint.Request([.. parameters]), content, cancel).ConfigureAwait(false);
    }

    /// <summary>A result as text; by default tab-separated lines without a header.</summary>
    public async Task<string> QueryTextAsync(
        string sql, string format = "TabSeparated", CancellationToken cancel = default,
        params KeyValuePair<string, string>[] values) =>
        Encoding.UTF8.GetString(await QueryBytesAsync(sql, format, cancel, values).ConfigureAwait(false));

    /// <summary>A result of one number.</summary>
    public async Task<long> QueryLongAsync(
        string sql, CancellationToken cancel = default, params KeyValuePair<string, string>[] values)
    {
        string text = (await QueryTextAsync(sql, cancel: cancel, values: values).ConfigureAwait(false)).TrimEnd();
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new FormatException($"ClickHouse answered '{text}' where one whole number was expected");
    }

    /// <summary>Rows of a result, each a JSON object by column name; 64-bit numbers come as JSON numbers.</summary>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(
        string sql, JsonTypeInfo<T> type, CancellationToken cancel = default, params KeyValuePair<string, string>[] values)
    {
        byte[] lines = await QueryBytesAsync(sql, "JSONEachRow", cancel, values).ConfigureAwait(false);
        var rows = new List<T>();
        for (int at = 0; at < lines.Length;)
        {
            int end = Array.IndexOf(lines, (byte)'\n', at);
            if (end < 0) end = lines.Length;
            rows.Add(JsonSerializer.Deserialize(lines.AsSpan(at, end - at), type)!);
            at = end + 1;
        }

        return rows;
    }

    /// <summary>Inserts one Native block as one INSERT.</summary>
    /// <param name="block">The bytes of the block; unchanged until this returns.</param>
    /// <param name="queryId">Name of the query, and the token by which the server knows a block it has already taken.</param>
    /// <exception cref="ClickHouseException">The server refused it; parts of a block over several months may stand.</exception>
    /// <exception cref="HttpRequestException">No answer: the rows may be there, or not.</exception>
    public async Task InsertNativeAsync(string table, ByteBuffer block, string queryId, CancellationToken cancel = default)
    {
        Uri request = Endpoint.Request(
        [
            new("database", Endpoint.Database),
            new("query", $"INSERT INTO {table} FORMAT Native"),
            new("query_id", queryId),
            new("insert_deduplication_token", queryId),
            new("async_insert", "0"),
            // A block of sparse history spans many months, and each becomes a part: docs/decisions/months.md.
            new("max_partitions_per_insert_block", "0"),
            new("wait_end_of_query", "1"),
        ]);
        using var content = new ReadOnlyMemoryContent(block.WrittenMemory);
        await SendAsync(request, content, cancel).ConfigureAwait(false);
    }

    internal static SocketsHttpHandler Transport() => new()
    {
        // The server closes an idle connection after its own time-out: ours must be the shorter.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(2),
        ConnectTimeout = TimeSpan.FromSeconds(10),
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
    };

    private async Task<byte[]> SendAsync(Uri address, HttpContent content, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        using HttpResponseMessage response =
            await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
        byte[] body = await ReadBoundedAsync(response, cancel).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode) throw Refusal(response, body);
        return body;
    }

    private static ClickHouseException Refusal(HttpResponseMessage response, byte[] body)
    {
        const int messageBytesMax = 4096;
        string message = Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, messageBytesMax))).Trim();
        _ = int.TryParse(
            response.Headers.TryGetValues("X-ClickHouse-Exception-Code", out IEnumerable<string>? codes) ? codes.First() : "",
            NumberStyles.None, CultureInfo.InvariantCulture, out int code);
        return new ClickHouseException(code, message.Length > 0 ? message : $"HTTP {(int)response.StatusCode} without a message");
    }

    private async Task<byte[]> ReadBoundedAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var body = new ByteBuffer(4096, ResponseBytesMax);
        using Stream stream = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        while (true)
        {
            if (body.Length == ResponseBytesMax) throw new ResponseTooLargeException(ResponseBytesMax);
            Memory<byte> room = body.GetMemory(1);
            int read = await stream.ReadAsync(room, cancel).ConfigureAwait(false);
            if (read == 0) return body.Written.ToArray();
            body.Advance(read);
        }
    }
}
