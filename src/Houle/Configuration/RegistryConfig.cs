namespace Houle.Configuration;

/// <summary>The schema registry that values are framed by; without a url they carry their schema's fingerprint instead.</summary>
internal sealed record RegistryConfig
{
    [Setting("url", "Address of a schema registry with Confluent's API, such as https://registry:8081. Without it: single-object encoding, no registry.", Pattern = "^https?://[^/? ]+(/[^? ]*)?$")]
    public string? Url { get; init; }

    [Setting("user", "User for basic authentication.")]
    public string? User { get; init; }

    [Setting("password_file", "File with that user's password on its first line; a password is never in this file.")]
    public string? PasswordFile { get; init; }

    [Setting("password_env", "Environment variable with that user's password.", Pattern = "^[A-Za-z_][A-Za-z0-9_]*$")]
    public string? PasswordEnv { get; init; }

    [Setting("token_file", "File with a bearer token on its first line.")]
    public string? TokenFile { get; init; }

    [Setting("token_env", "Environment variable with a bearer token.", Pattern = "^[A-Za-z_][A-Za-z0-9_]*$")]
    public string? TokenEnv { get; init; }

    [Setting("ca_file", "PEM file with the certificate authority to trust instead of the system's.")]
    public string? CaFile { get; init; }

    [Setting("timeout_ms", "How long one request may take; it is tried three times.", Min = 100, Max = 300_000)]
    public int TimeoutMs { get; init; } = 10_000;
}
