namespace Houle.Configuration;

/// <summary>The page and the API behind it.</summary>
internal sealed record WebConfig
{
    [Setting("address", "Address to listen on. Beyond this machine it needs token_file.", Pattern = @"^[0-9a-fA-F:.]{3,45}$")]
    public string Address { get; init; } = "127.0.0.1";

    [Setting("port", "HTTP port; 0 takes a free one.", Min = 0, Max = 65_535)]
    public int Port { get; init; } = 8480;

    [Setting("token_file", "File with a secret of at least 16 characters on its first line, which the API then wants as Authorization: Bearer.")]
    public string? TokenFile { get; init; }

    [Setting("roster_token_file", "File with a second secret like that of token_file: who sends it instead is told the names of the roster too. Without token_file whoever may ask is.")]
    public string? RosterTokenFile { get; init; }
}
