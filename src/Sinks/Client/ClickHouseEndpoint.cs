using System.Net.Http.Headers;
using System.Text;

namespace Houle.Sinks.Client;

/// <summary>Where a ClickHouse server listens for HTTP, and as whom we come.</summary>
/// <param name="Address">Scheme, host and port, such as <c>http://127.0.0.1:8123/</c>.</param>
/// <param name="Database">The database that unqualified names mean.</param>
/// <param name="Headers">Sent with every request, such as those a proxy asks for.</param>
public sealed record ClickHouseEndpoint(
    Uri Address, string Database = "houle", string User = "default", string Password = "",
    IReadOnlyDictionary<string, string>? Headers = null)
{
    /// <summary>The password is left out: this ends up in logs.</summary>
    public override string ToString() => $"{Address} (database {Database}, user {User})";

    internal void Authorize(HttpRequestHeaders headers)
    {
        headers.Add("X-ClickHouse-User", User);
        if (Password.Length > 0) headers.Add("X-ClickHouse-Key", Password);
        foreach ((string name, string value) in Headers ?? new Dictionary<string, string>()) headers.Add(name, value);
    }

    internal Uri Request(ReadOnlySpan<KeyValuePair<string, string>> parameters)
    {
        var query = new StringBuilder(Address.AbsoluteUri);
        char separator = '?';
        foreach ((string name, string value) in parameters)
        {
            query.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }

        return new Uri(query.ToString());
    }
}
