using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Houle.Sinks.Alerts.Channels;

/// <summary>The signature of a webhook: HMAC-SHA256 over <c>timestamp.body</c>, as <c>t=SECONDS,v1=HEX</c>.</summary>
/// <remarks>The timestamp is signed, so that a message that somebody recorded cannot be played again later. Receivers in .NET
/// may use <see cref="Verify"/>; docs/guide/alerts.md shows others.</remarks>
public static class WebhookSignature
{
    public const string Header = "Houle-Signature";

    /// <summary>Equal for every try of one message: a receiver that has seen it does nothing and answers 200.</summary>
    public const string KeyHeader = "Idempotency-Key";

    /// <summary>The least that a secret may have, in bytes.</summary>
    public const int SecretBytesMin = 16;

    public static string Sign(ReadOnlySpan<byte> secret, long unixSeconds, ReadOnlySpan<byte> body) =>
        string.Create(CultureInfo.InvariantCulture, $"t={unixSeconds},v1={Convert.ToHexStringLower(Mac(secret, unixSeconds, body))}");

    /// <summary>Whether the body comes from who has the secret, and was signed lately. Takes the same time for every wrong signature.</summary>
    /// <param name="header">The value of <see cref="Header"/>; several v1 are tried, as while a secret is being changed.</param>
    /// <param name="tolerance">How far the clocks and the way may take the timestamp from <paramref name="now"/>; 5 minutes is usual.</param>
    public static bool Verify(
        ReadOnlySpan<byte> secret, string? header, ReadOnlySpan<byte> body, DateTimeOffset now, TimeSpan tolerance)
    {
        if (header is null || header.Length > 1024) return false;
        string[] parts = header.Split(',', StringSplitOptions.TrimEntries);
        string? time = Array.Find(parts, part => part.StartsWith("t=", StringComparison.Ordinal));
        if (time is null || !long.TryParse(time.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)) return false;
        double ageSeconds = Math.Abs((double)now.ToUnixTimeSeconds() - seconds);
        if (ageSeconds > tolerance.TotalSeconds) return false;

        byte[] expected = Mac(secret, seconds, body);
        bool isValid = false;
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        foreach (string part in parts.Where(part => part.StartsWith("v1=", StringComparison.Ordinal) && part.Length == 3 + (2 * HMACSHA256.HashSizeInBytes)))
        {
            if (Convert.FromHexString(part.AsSpan(3), given, out _, out _) == System.Buffers.OperationStatus.Done)
                isValid |= CryptographicOperations.FixedTimeEquals(given, expected);
        }

        return isValid;
    }

    private static byte[] Mac(ReadOnlySpan<byte> secret, long unixSeconds, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        hmac.AppendData(Encoding.ASCII.GetBytes(unixSeconds.ToString(CultureInfo.InvariantCulture)));
        hmac.AppendData("."u8);
        hmac.AppendData(body);
        return hmac.GetHashAndReset();
    }
}
