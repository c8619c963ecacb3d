namespace Houle.Detection.Bursts;

/// <summary>Settings of the burst detector of a cell; the defaults were chosen by simulation (docs/decisions/bursts.md).</summary>
public sealed record BurstOptions
{
    /// <summary>Every key with a combined p up to this is reported, so that false-discovery control over all active keys is
    /// exact up to this level. 0 to 1, default 0.05.</summary>
    public double ReportedP { get; init; } = 0.05;

    /// <summary>A key with a p up to this is followed: reported at every tick of the next 24 hours, seen or not.</summary>
    public double FollowedP { get; init; } = 1e-4;

    /// <summary>How long a key is followed after it was last below <see cref="FollowedP"/>, in minutes; default 24 hours.</summary>
    public int FollowMinutes { get; init; } = 1440;

    /// <summary>Half-life of the baselines in days of event time, 1 to 60, default 10.</summary>
    public double HalfLifeDays { get; init; } = 10;

    /// <summary>Days after which a cell's baseline counts as learned; until then reports are marked. Default 14.</summary>
    public int LearningDays { get; init; } = 14;

    /// <summary>Days from which tests are made at all: before, nothing is known of the cell's rhythm. Default 2.</summary>
    public int SilentDays { get; init; } = 2;

    /// <summary>Distinct creators after which a key gets state of its own; default 3.</summary>
    public int AdmitCreators { get; init; } = 3;

    /// <summary>Keys with state of their own in this cell at most; when full, new keys wait and are counted. Default 1,048,576.</summary>
    public int KeysMax { get; init; } = 1 << 20;

    /// <summary>Keys waiting for admission at most (the counters of SpaceSaving); default 4,096.</summary>
    public int WaitingMax { get; init; } = 4096;

    /// <summary>Time between the minutes of the input, 1 to 1440 minutes, default 1: scales shorter than it are left out.</summary>
    public int StepMinutes { get; init; } = 1;

    /// <summary>How the p-values of the scales become one.</summary>
    public ScaleCombination Combination { get; init; } = ScaleCombination.Cauchy;

    /// <summary>Standard errors by which a dispersion is taken larger than estimated; default 1.25.</summary>
    public double DispersionMargin { get; init; } = 1.25;

    /// <summary>Bins of experience that the dispersion of the rate class stands for beside a key's own, at least: more where its keys are
    /// seen to be alike. Default 5.</summary>
    public double DispersionPrior { get; init; } = 5;

    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    internal void Check()
    {
        Range(ReportedP is > 0 and <= 1, nameof(ReportedP), ReportedP, "above 0 up to 1");
        Range(FollowedP is >= 0 and <= 1, nameof(FollowedP), FollowedP, "0 to 1");
        Range(HalfLifeDays is >= 1 and <= 60, nameof(HalfLifeDays), HalfLifeDays, "1 to 60");
        Range(StepMinutes is >= 1 and <= 1440, nameof(StepMinutes), StepMinutes, "1 to 1440");
        Range(KeysMax >= 1, nameof(KeysMax), KeysMax, "at least 1");
        Range(WaitingMax >= 1, nameof(WaitingMax), WaitingMax, "at least 1");
        Range(AdmitCreators >= 1, nameof(AdmitCreators), AdmitCreators, "at least 1");
        Range(SilentDays >= 1, nameof(SilentDays), SilentDays, "at least 1");

        static void Range(bool holds, string name, double value, string range)
        {
            if (!holds) throw new ArgumentOutOfRangeException(name, value, $"{name} is {range}");
        }
    }
}
