namespace Houle.Streams.Topology;

/// <summary>How long records stay in the log, in milliseconds; -1 keeps them. Decides no result as long as everybody reads in time.</summary>
/// <param name="SourcesMs">Source topics: how far back a replay can go.</param>
/// <param name="WorkMs">houle.activity and houle.candidates, which a restart reads again for as long as windows are open.</param>
/// <param name="ResultsMs">Result topics, from which ClickHouse catches up after an outage.</param>
public readonly record struct TopicRetention(long SourcesMs, long WorkMs, long ResultsMs)
{
    public static TopicRetention Unlimited { get; } = new(-1, -1, -1);
}
