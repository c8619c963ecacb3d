using System.Security.Cryptography;
using System.Text;
using Houle.Streams.Alerts;

namespace Houle.Sinks.Alerts.Outbox;

/// <summary>One alert on its way by one rule to one destination.</summary>
public sealed record Delivery
{
    public required string Rule { get; init; }

    public required string Destination { get; init; }

    public required AlertRecord Alert { get; init; }

    /// <summary>Not to be sent before, Unix milliseconds.</summary>
    public long NotBeforeMs { get; init; }

    /// <summary>When it was planned, Unix milliseconds: its age counts from the later of this and <see cref="NotBeforeMs"/>.</summary>
    public long PlannedAtMs { get; init; }

    /// <summary>The message that carries it, named before that is sent for the first time; null until then.</summary>
    public string? Message { get; init; }

    /// <summary>Names it over restarts.</summary>
    public string Id => IdOf(Alert, Rule, Destination);

    public static string IdOf(AlertRecord alert, string rule, string destination) =>
        Hash($"{alert.Id}\n{alert.Revision}\n{rule}\n{destination}");

    /// <summary>Names the message that carries these deliveries: the receiver's idempotency key.</summary>
    public static string MessageOf(IEnumerable<Delivery> deliveries) =>
        Hash(string.Join('\n', deliveries.Select(delivery => delivery.Id).Order(StringComparer.Ordinal)));

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
}
