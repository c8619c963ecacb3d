using Houle.Events;
using Houle.Simulation.Scenarios;
using Houle.Streams.Alerts;

namespace Houle.Simulation.Scoring;

/// <summary>What alerts are worth, held against the planted truth.</summary>
/// <param name="Events">Every event to be caught, with the minutes from its start to the first alert in its city; null for a missed one.</param>
/// <param name="Opened">Alerts opened.</param>
/// <param name="False">Those that nothing planted explains.</param>
public sealed record AlertScore(IReadOnlyList<(PlantedEvent Event, double? DelayMinutes)> Events, int Opened, IReadOnlyList<AlertRecord> False)
{
    /// <summary>Products that a planted swell of something else carries in a city with stores, with the minutes from its start to the first
    /// record that says so with advice to a store; null for one that was not told.</summary>
    public IReadOnlyList<(PlantedEvent Event, string Product, double? DelayMinutes)> Carried { get; init; } = [];

    /// <summary>Planted swells of one audience segment, with the minutes from their start to the first record that says so; null for one that
    /// was not told.</summary>
    public IReadOnlyList<(PlantedEvent Event, double? DelayMinutes)> Segments { get; init; } = [];

    /// <summary>Alerts on which a segment is claimed that no planted event is of which explains them: with some record of each.</summary>
    public IReadOnlyList<AlertRecord> FalseSegments { get; init; } = [];

    /// <summary>Alerts that no planted swell of a segment explains.</summary>
    public int WithoutSegment { get; init; }

    public int Planted => Events.Count;

    public int Caught => Events.Count(planted => planted.DelayMinutes is not null);

    /// <summary>Share of the alerts opened that are false; 0 when none opened.</summary>
    public double FalseDiscoveryProportion => Opened == 0 ? 0 : (double)False.Count / Opened;

    /// <param name="truth">Lines of truth.jsonl.</param>
    /// <param name="alerts">Records of houle.alerts, revisions included.</param>
    public static AlertScore Of(Scenario scenario, IEnumerable<string> truth, IEnumerable<AlertRecord> alerts)
    {
        IReadOnlyList<PlantedEvent> planted = PlantedEvent.Of(scenario, truth);
        List<AlertRecord> all = [.. alerts.OrderBy(alert => alert.UpdatedAtMs)];
        List<AlertRecord> opened = all.FindAll(alert => alert.State == AlertState.Opened);
        List<(PlantedEvent, double?)> events = [];
        foreach (PlantedEvent one in planted.Where(one => one.IsToBeCaught))
            events.Add((one, all.Find(one.IsCaughtBy) is { } alert ? (alert.UpdatedAtMs - one.StartMs) / 60_000.0 : null));
        var carried = from one in planted
            from product in one.Carries
            select (one, product, all.Find(alert => one.IsToldBy(alert, product)) is { } alert ? (alert.UpdatedAtMs - one.StartMs) / 60_000.0 : (double?)null);
        PlantedEvent[] ofSegments = [.. planted.Where(one => one.Segment is not null)];
        var segments = from one in ofSegments.Where(one => one.IsToBeCaught)
            select (one, all.Find(one.IsSegmentTold) is { } alert ? (alert.UpdatedAtMs - one.StartMs) / 60_000.0 : (double?)null);
        var claimed = all.Where(alert => alert.Evidence.CarryingSegments().Any(
            told => !ofSegments.Any(one => one.Segment == told.Segment && one.Explains(alert)))).DistinctBy(alert => alert.Id);
        return new AlertScore(events, opened.Count, [.. opened.Where(alert => !planted.Any(one => one.Explains(alert)))]) 
        {
            Carried = [.. carried], Segments = [.. segments], FalseSegments = [.. claimed],
            WithoutSegment = opened.Count(alert => !ofSegments.Any(one => one.Explains(alert))),
        };
    }
}
