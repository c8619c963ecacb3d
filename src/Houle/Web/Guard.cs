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
    private static readonly object RosterItem = new();

    private readonly byte[]? _token, _rosterToken;

    public Guard(WebConfig config)
    {
        _token = Secret("token_file", config.TokenFile);
        _rosterToken = Secret("roster_token_file", config.RosterTokenFile);
        if (_token is null && _rosterToken is not null)
            throw CommandException.Usage("web.roster_token_file needs web.token_file beside it: without that one everybody who may ask is told names");
    }

    /// <summary>Whether who asks is told the names of the roster: the role of the team that works with them.</summary>
    public static bool SeesRoster(HttpContext context) => context.Items.ContainsKey(RosterItem);

    public Task Invoke(HttpContext context, RequestDelegate next)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        if (_token is null && !IsLocal(context.Request.Host.Host))
            return Json.Refuse(context, 421, $"this address answers to localhost alone, not to '{context.Request.Host.Host}'; set web.token_file to serve others");
        if (_token is null || HasToken(context.Request, _rosterToken)) context.Items[RosterItem] = true;
        else if (context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal) && !HasToken(context.Request, _token))
        {
            headers.WWWAuthenticate = "Bearer";
            return Json.Refuse(context, 401, "send the token of web.token_file: Authorization: Bearer TOKEN");
        }

        return next(context);
    }

    private static bool IsLocal(string host) =>
        host is "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    private static byte[]? Secret(string setting, string? file)
    {
        if (file is null) return null;
        try
        {
            byte[] secret = Encoding.UTF8.GetBytes(File.ReadLines(file).FirstOrDefault()?.Trim() ?? "");
            if (secret.Length >= 16) return secret;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Usage($"web.{setting} {file} cannot be read ({e.Message})");
        }

        throw CommandException.Usage($"web.{setting} {file} has fewer than 16 characters on its first line; write a longer secret");
    }

    private static bool HasToken(HttpRequest request, byte[]? token)
    {
        const string scheme = "Bearer ";
        string given = request.Headers[HeaderNames.Authorization].ToString();
        return token is not null && given.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given[scheme.Length..].Trim()), token);
    }
}
