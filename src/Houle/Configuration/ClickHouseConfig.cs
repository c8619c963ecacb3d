namespace Houle.Configuration;

/// <summary>The database of results: a child process of ours, or a server of yours.</summary>
internal sealed record ClickHouseConfig
{
    [Setting("embedded", "Run ClickHouse as a child process in the data folder. False: use the server at url.")]
    public bool Embedded { get; init; } = true;

    [Setting("port", "HTTP port of the embedded ClickHouse on 127.0.0.1; 0 takes a free one.", Min = 0, Max = 65_535)]
    public int Port { get; init; }

    [Setting("memory_max_mb", "Memory that the embedded ClickHouse may use.", Min = 256, Max = 1_048_576)]
    public int MemoryMaxMb { get; init; } = 2_048;

    [Setting("url", "HTTP address of a ClickHouse server, when embedded is false.", Pattern = "^https?://[^/ ]+/?$")]
    public string? Url { get; init; }

    [Setting("database", "Database of the tables; created if absent.", Pattern = "^[A-Za-z_][A-Za-z0-9_]{0,62}$")]
    public string Database { get; init; } = "houle";

    [Setting("user", "User on that server.")]
    public string? User { get; init; }

    [Setting("password_file", "File with that user's password on its first line; a password is never in this file.")]
    public string? PasswordFile { get; init; }
}
