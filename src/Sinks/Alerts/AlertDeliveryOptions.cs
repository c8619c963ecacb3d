using Houle.Sinks.Alerts.Rules;

namespace Houle.Sinks.Alerts;

/// <summary>Rules and destinations, and what holds for all of them.</summary>
public sealed record AlertDeliveryOptions
{
    public IReadOnlyList<AlertRule> Rules { get; init; } = [];

    public IReadOnlyList<Destination> Destinations { get; init; } = [];

    /// <summary>Alerts on fewer distinct people are told to nobody (contract C6); at least 1.</summary>
    public int KPeople { get; init; } = 5;

    /// <summary>Alerts older than this when they are read are not sent: imported history, or an outage of ours.</summary>
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromHours(6);

    /// <summary>Deliveries that may wait for one destination; past it the oldest is given up, with that as its reason.</summary>
    public int PendingMax { get; init; } = 10_000;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(KPeople, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(PendingMax, 1);
        HashSet<string> names = new(Destinations.Select(destination => destination.Name), StringComparer.Ordinal);
        if (names.Count != Destinations.Count) throw new ArgumentException("two destinations have one name");
        if (Rules.Select(rule => rule.Name).Distinct(StringComparer.Ordinal).Count() != Rules.Count) throw new ArgumentException("two rules have one name");
        foreach (AlertRule rule in Rules)
        {
            if (rule.To.FirstOrDefault(to => !names.Contains(to)) is { } unknown)
                throw new ArgumentException($"rule {rule.Name} sends to {unknown}, which is no destination");
        }
    }
}
