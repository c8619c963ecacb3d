namespace Houle.Detection.Textbook.SpectralResidual;

/// <summary>Parameters of <see cref="SpectralResidualDetector"/>; names and defaults are ML.NET's.</summary>
public sealed record SpectralResidualOptions
{
    /// <summary>Score from which on a row may be an anomaly, in [0, 1].</summary>
    public double Threshold { get; init; } = 0.3;

    /// <summary>Rows judged together, at least 12; -1 is all.</summary>
    public int BatchSize { get; init; } = 1024;

    /// <summary>0 to 100: the higher, the narrower the bounds.</summary>
    public double Sensitivity { get; init; } = 99;

    /// <summary>Rows in a season; 0 is none.</summary>
    public int Period { get; init; }

    /// <summary>Used where there is a <see cref="Period"/>.</summary>
    public SrCnnDeseasonalityMode DeseasonalityMode { get; init; } = SrCnnDeseasonalityMode.Mean;

    internal const int BatchRowsMin = 12;

    internal void Check()
    {
        if (!(Threshold is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(Threshold), Threshold, "must be 0 to 1");
        if (!(Sensitivity is >= 0 and <= 100)) throw new ArgumentOutOfRangeException(nameof(Sensitivity), Sensitivity, "must be 0 to 100");
        if (BatchSize != -1) ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, BatchRowsMin);
        ArgumentOutOfRangeException.ThrowIfNegative(Period);
    }
}
