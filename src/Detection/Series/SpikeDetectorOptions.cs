namespace Houle.Detection.Series;

/// <summary>The one parameter set of <see cref="SpikeDetector"/>; docs/decisions/spike-detector.md has how it was found.</summary>
/// <remarks>Lengths are in points; what grows does so with the points seen, so that nothing depends on a series' unit, rate or
/// length.</remarks>
internal sealed record SpikeDetectorOptions
{
    /// <summary>Points in a block, one scale each: the series is looked at through the means of such blocks.</summary>
    public int[] Blocks { get; init; } = [1, 2, 4, 8, 16];

    /// <summary>Blocks in a pattern, one view each.</summary>
    public int[] PatternBlocks { get; init; } = [1, 2];

    /// <summary>Time constant of the smoothed evidence, by view.</summary>
    public double[] SmoothingPoints { get; init; } = [20, 30];

    /// <summary>Weight in the evidence of the smoothed part, in [0, 1]; the point at hand has the rest.</summary>
    public double LatelyShare { get; init; } = 0.7;

    /// <summary>Patterns remembered by each view of each scale.</summary>
    public int Patterns { get; init; } = 128;

    /// <summary>A pattern is remembered when its evidence is at least this: the common ones are there already.</summary>
    public double RememberEvidence { get; init; } = 0.7;

    /// <summary>Evidence that one view can give at most, in powers of ten.</summary>
    public double EvidenceMax { get; init; } = 5;

    /// <summary>Mean evidence that makes an alert, in powers of ten.</summary>
    public double Threshold { get; init; } = 1.15;

    /// <summary>What the threshold rises by when ten times as many points were seen, from <see cref="RiseFromPoints"/> on.</summary>
    public double ThresholdRise { get; init; } = 0.15;

    public double RiseFromPoints { get; init; } = 1000;

    /// <summary>Points before the first alert.</summary>
    public int LearningPoints { get; init; } = 100;

    /// <summary>Points of rest after an alert, at least.</summary>
    public int RestPoints { get; init; } = 50;

    /// <summary>Rest after an alert as a share of the points seen.</summary>
    public double RestShare { get; init; } = 0.03;

    /// <summary>Evidence this many times the threshold prolongs the rest: it is the same event still; 0 is never.</summary>
    public double ProlongFactor { get; init; } = 1.1;
}
