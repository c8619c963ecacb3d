namespace Houle.Detection.Series;

/// <summary>What <see cref="SpikeDetector"/> says of a point.</summary>
/// <param name="Score">In [0, 1): how unlike the past; at least 0.5 exactly where there is an alert, and halved while the detector rests after one or an event fades.</param>
/// <param name="Alert">The threshold is reached on a rise, and no event was reported just before.</param>
public readonly record struct SpikeVerdict(double Score, bool Alert);
