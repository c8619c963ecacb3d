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
    public double[] SmoothingPoints { get; init; } = [30, 45];

    /// <summary>The extreme of a block is looked at too where it has at least this many points: in shorter ones the mean tells as much.</summary>
    public int ExtremePoints { get; init; } = 8;

    /// <summary>Time constant of the extremes' smoothed evidence.</summary>
    public double ExtremeSmoothingPoints { get; init; } = 30;

    /// <summary>Blocks that a view learns from before it has a say; as many again before its smoothed part has one.</summary>
    public int LearningBlocks { get; init; } = 60;

    /// <summary>Weight in the evidence of the smoothed part, in [0, 1]; the point at hand has the rest.</summary>
    public double LatelyShare { get; init; } = 0.7;

    /// <summary>Patterns remembered by each view of each scale.</summary>
    public int Patterns { get; init; } = 128;

    /// <summary>A pattern is remembered when its evidence is at least this: the common ones are there already.</summary>
    public double RememberEvidence { get; init; } = 0.6;

    /// <summary>Evidence that one view can give at most, in powers of ten.</summary>
    public double EvidenceMax { get; init; } = 5;

    /// <summary>What of one view's evidence goes into its smoothed part at most: one point alone is not "lately".</summary>
    public double SmoothedMax { get; init; } = 3;

    /// <summary>Root mean square of the evidence that makes an alert, in powers of ten.</summary>
    public double Threshold { get; init; } = 1.5;

    /// <summary>Points before the first alert.</summary>
    public int LearningPoints { get; init; } = 100;

    /// <summary>Points of rest after an alert, at least.</summary>
    public int RestPoints { get; init; } = 50;

    /// <summary>Rest after an alert as a share of the points seen.</summary>
    public double RestShare { get; init; } = 0.03;
}
