using System.Net.Http.Headers;
using System.Text;

namespace Houle.Avro.Registry;

/// <summary>How a client shows who it is. Neither <see cref="ToString"/> nor any error tells the secret.</summary>
public sealed class RegistryCredentials
{
    private readonly string _scheme;
    private readonly string _secret;
    private readonly string[] _hidden;

    private RegistryCredentials(string scheme, string secret, params string[] hidden)
    {
        _scheme = scheme;
        _secret = secret;
        _hidden = [.. hidden.Append(secret).Where(text => text.Length > 0).OrderByDescending(text => text.Length)];
    }

    /// <summary>HTTP basic authentication (RFC 7617).</summary>
    /// <param name="user">Without a colon.</param>
    /// <param name="password">May be empty.</param>
    public static RegistryCredentials Basic(string user, string password)
    {
        if (user.Length == 0 || user.Contains(':', StringComparison.Ordinal))
            throw new ArgumentException("a user must not be empty or hold a colon", nameof(user));
        return new RegistryCredentials("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")), password);
    }

    /// <summary>A bearer token (RFC 6750).</summary>
    /// <param name="token">Letters, digits and -._~+/= only.</param>
    public static RegistryCredentials Bearer(string token)
    {
        if (token.Length == 0 || token.Any(c => !char.IsAsciiLetterOrDigit(c) && !"-._~+/=".Contains(c, StringComparison.Ordinal)))
            throw new ArgumentException("a bearer token must be letters, digits and -._~+/= only, and not empty", nameof(token));
        return new RegistryCredentials("Bearer", token);
    }

    internal AuthenticationHeaderValue Header => new(_scheme, _secret);

    /// <summary>A text of the server's without the secret in it.</summary>
    internal string Hide(string text)
    {
        foreach (string secret in _hidden) text = text.Replace(secret, "***", StringComparison.Ordinal);
        return text;
    }

    /// <summary>The way alone: <c>Basic ***</c>.</summary>
    public override string ToString() => $"{_scheme} ***";
}
