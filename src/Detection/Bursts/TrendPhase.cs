namespace Houle.Detection.Bursts;

/// <summary>Where a burst stands in its life.</summary>
public enum TrendPhase
{
    /// <summary>Opened within the last half hour.</summary>
    Emerging,

    /// <summary>Reached a new height within the last half hour.</summary>
    Rising,

    /// <summary>Near its height.</summary>
    Peak,

    /// <summary>Below 70% of its height, until back above 85%.</summary>
    Fading,

    /// <summary>No longer unusual; cooling down.</summary>
    Over,
}
