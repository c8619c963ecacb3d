using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Houle.Sinks.Alerts.Feedback;

/// <summary>What a signed link says: this destination finds this alert useful, or not.</summary>
public sealed record FeedbackClaim(string AlertId, string Rule, string Destination, bool Useful, DateTimeOffset ExpiresAt);

/// <summary>Signs and reads the tokens of feedback links: who holds one may say one thing about one alert, until it expires.</summary>
public sealed class FeedbackToken
{
    // Ids are at most some hundred bytes; what is longer was not made here.
    private const int TokenMax = 4096;

    private static readonly byte[] Purpose = "houle alert feedback v1\n"u8.ToArray();

    private readonly byte[] _secret;

    /// <param name="secret">At least 16 bytes.</param>
    public FeedbackToken(byte[] secret)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(secret.Length, Channels.WebhookSignature.SecretBytesMin, nameof(secret));
        _secret = secret;
    }

    public string Sign(FeedbackClaim claim)
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Join(
            '\n', claim.AlertId, claim.Rule, claim.Destination, claim.Useful ? "1" : "0",
            claim.ExpiresAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));
        return $"{Encode(text)}.{Encode(Mac(text))}";
    }

    /// <returns>The claim, or null when the token is damaged, of another secret, or expired.</returns>
    public FeedbackClaim? Read(string? token, DateTimeOffset now)
    {
        if (token is null || token.Length > TokenMax || token.Split('.') is not [var body, var mac]) return null;
        if (Decode(body) is not { } text || Decode(mac) is not { } given) return null;
        if (!CryptographicOperations.FixedTimeEquals(Mac(text), given)) return null;
        // Signed by us: its form is ours, but an older version may have had another.
        if (Encoding.UTF8.GetString(text).Split('\n') is not [var alert, var rule, var destination, var useful, var expires]) return null;
        if (!long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)) return null;
        DateTimeOffset expiresAt = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return expiresAt < now ? null : new FeedbackClaim(alert, rule, destination, useful == "1", expiresAt);
    }

    private byte[] Mac(byte[] text) => HMACSHA256.HashData(_secret, (byte[])[.. Purpose, .. text]);

    private static string Encode(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    private static byte[]? Decode(string text)
    {
        if (!System.Buffers.Text.Base64Url.IsValid(text)) return null;
        return System.Buffers.Text.Base64Url.DecodeFromChars(text);
    }
}
