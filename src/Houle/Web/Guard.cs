using System.Net;
using System.Security.Cryptography;
using System.Text;
using Houle.CommandLine;
using Houle.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Houle.Web;

/// <summary>Who may ask. Without a token only names of this machine are answered, so that no page of the web can read
/// through a name that it points here; with one, what is below /api/ wants it.</summary>
internal sealed class Guard
{
    private readonly byte[]? _token;

    public Guard(WebConfig config)
    {
        if (config.TokenFile is null) return;
        try
        {
            _token = Encoding.UTF8.GetBytes(File.ReadLines(config.TokenFile).FirstOrDefault()?.Trim() ?? "");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Usage($"web.token_file {config.TokenFile} cannot be read ({e.Message})");
        }

        if (_token.Length < 16)
            throw CommandException.Usage($"web.token_file {config.TokenFile} has fewer than 16 characters on its first line; write a longer secret");
    }

    public Task Invoke(HttpContext context, RequestDelegate next)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        if (_token is null && !IsLocal(context.Request.Host.Host))
            return Json.Refuse(context, 421, $"this address answers to localhost alone, not to '{context.Request.Host.Host}'; set web.token_file to serve others");
        if (_token is not null && context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal) && !HasToken(context.Request))
        {
            headers.WWWAuthenticate = "Bearer";
            return Json.Refuse(context, 401, "send the token of web.token_file: Authorization: Bearer TOKEN");
        }

        return next(context);
    }

    private static bool IsLocal(string host) =>
        host is "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    private bool HasToken(HttpRequest request)
    {
        const string scheme = "Bearer ";
        string given = request.Headers[HeaderNames.Authorization].ToString();
        return given.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given[scheme.Length..].Trim()), _token);
    }
}
