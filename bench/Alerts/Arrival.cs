using System.Globalization;
using System.Text.Json.Nodes;

namespace Houle.Bench.Alerts;

/// <summary>An alert that came.</summary>
/// <param name="UpdatedAtMs">End of its minute.</param>
/// <param name="At">When its last byte came, by the stopwatch.</param>
/// <param name="IsJoined">It is an update that says what stores should do.</param>
internal readonly record struct Arrival(long UpdatedAtMs, long At, bool IsJoined)
{
    /// <summary>The alerts of some requests.</summary>
    public static List<Arrival> Of(IEnumerable<WebhookCall> calls) =>
    [
        .. from call in calls
            from alert in JsonNode.Parse(call.Body)!["alerts"]!.AsArray()
            let updated = DateTimeOffset.Parse(alert["updated_at"]!.GetValue<string>(), CultureInfo.InvariantCulture).ToUnixTimeMilliseconds()
            select new Arrival(updated, call.At, alert["do"]!.AsArray().Count > 0 && alert["state"]!.GetValue<string>() == "updated"),
    ];
}
