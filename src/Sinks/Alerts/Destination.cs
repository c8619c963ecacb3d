using Houle.Sinks.Alerts.Channels;
using Houle.Sinks.Alerts.Messages;

namespace Houle.Sinks.Alerts;

/// <summary>Somewhere that alerts are sent to.</summary>
public sealed record Destination
{
    public required string Name { get; init; }

    public required IAlertChannel Channel { get; init; }

    public MessageStyle Style { get; init; } = new();

    /// <summary>Tries after which a message is given up, at least 1; counted from the start of the process.</summary>
    public int TriesMax { get; init; } = 100;

    /// <summary>Age at which a message is given up, by the clock, over restarts.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Pause after the first failed try; doubles from there, with jitter.</summary>
    public TimeSpan BackoffMin { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromMinutes(5);
}
