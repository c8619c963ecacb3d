namespace Houle.Detection.Bursts;

/// <summary>Settings of the selection of alerts; the defaults were chosen by simulation (docs/decisions/bursts.md).</summary>
public sealed record SelectorOptions
{
    /// <summary>Share of false discoveries aimed at, over the keys of a tick and over opened alerts. Default 0.05.</summary>
    public double Q { get; init; } = 0.05;

    /// <summary>Mean time in minutes that an opened alert pays for further ones; default 7 days.</summary>
    public double MemoryMinutes { get; init; } = 7 * 1440;

    /// <summary>Ticks closer together than this share one chance, in minutes; default 10.</summary>
    public double OverlapMinutes { get; init; } = 10;

    /// <summary>A burst is over after this long without support, in minutes; default 180.</summary>
    public int QuietMinutes { get; init; } = 180;

    /// <summary>A burst that is over opens no new alert for this long, in minutes, unless it doubles its former height;
    /// default 24 hours: as long as its counts stand in the longest window.</summary>
    public int CooldownMinutes { get; init; } = 1440;

    /// <summary>p up to which the last six hours still support an open burst; default 0.01.</summary>
    public double SupportP { get; init; } = 0.01;

    /// <summary>Whether alerts open while their cell is still learning; default false.</summary>
    public bool OpenWhileLearning { get; init; }
}
