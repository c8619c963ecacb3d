using System.Net.Security;

namespace Houle.Avro.Registry;

/// <summary>Where a registry is, and how long and often a client asks it.</summary>
public sealed record RegistryOptions
{
    /// <param name="url">http or https, with the path before <c>/subjects</c> if there is one; no user, query or fragment.</param>
    public RegistryOptions(Uri url)
    {
        if (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https"))
            throw new ArgumentException("the address of a registry must start with http:// or https://", nameof(url));
        if (url.UserInfo.Length > 0)
            throw new ArgumentException("the address of a registry must not hold a user or password; they are Credentials", nameof(url));
        if (url.Query.Length > 0 || url.Fragment.Length > 0)
            throw new ArgumentException("the address of a registry must not hold a query or fragment", nameof(url));
        Url = new Uri(url.AbsoluteUri.TrimEnd('/') + "/");
    }

    /// <summary>Ends in a slash.</summary>
    public Uri Url { get; }

    public RegistryCredentials? Credentials { get; init; }

    /// <summary>Own certificates, other authorities, protocol versions; null for the system's. Goes to <see cref="SocketsHttpHandler"/>.</summary>
    public SslClientAuthenticationOptions? Tls { get; init; }

    /// <summary>How long one attempt may take, connecting included; default 10 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Attempts at a request while the registry does not answer, or answers 408, 429 or 5xx; 1 to 20, default 3.</summary>
    public int AttemptsMax { get; init; } = 3;

    /// <summary>Wait after the first attempt; doubles after each. Default 200 ms. A Retry-After of the server's goes before it.</summary>
    public TimeSpan BackoffFirst { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest wait between two attempts, Retry-After included; default 5 s.</summary>
    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Schemas kept by id; past it the oldest is forgotten. Default 10,000.</summary>
    public int SchemasMax { get; init; } = 10_000;

    /// <summary>How long an id that the registry does not know is not asked for again; default 30 s.</summary>
    public TimeSpan UnknownKept { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes of an answer; default 8 MiB.</summary>
    public int AnswerBytesMax { get; init; } = 8 << 20;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(AttemptsMax, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(AttemptsMax, 20);
        ArgumentOutOfRangeException.ThrowIfLessThan(BackoffFirst, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(BackoffMax, BackoffFirst);
        ArgumentOutOfRangeException.ThrowIfLessThan(SchemasMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(UnknownKept, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(AnswerBytesMax, 1024);
    }
}
