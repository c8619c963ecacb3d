namespace Houle.Sinks.Alerts.Smtp;

/// <summary>A mail server, and how it is spoken to.</summary>
public sealed record SmtpOptions
{
    public required string Host { get; init; }

    /// <summary>587 with STARTTLS, 465 with TLS from the start, 25 without.</summary>
    public int Port { get; init; } = 587;

    public SmtpSecurity Security { get; init; } = SmtpSecurity.StartTls;

    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>For a message as a whole, connection included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>More certificates to trust than the system's: those of a company's own authority. Null for none.</summary>
    public System.Security.Cryptography.X509Certificates.X509Certificate2Collection? Authorities { get; init; }
}

public enum SmtpSecurity
{
    /// <summary>Plain text, which a server on this machine may be good enough for. No password is sent over it.</summary>
    None,

    /// <summary>STARTTLS, and nothing is sent to a server that does not offer it.</summary>
    StartTls,

    /// <summary>TLS from the start.</summary>
    Tls,
}
