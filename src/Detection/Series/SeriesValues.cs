namespace Houle.Detection.Series;

/// <summary>Which numbers a series can hold.</summary>
public static class SeriesValues
{
    /// <summary>Largest magnitude that counts as a value: squares and sums of it stay finite.</summary>
    public const double MagnitudeMax = 1e100;

    /// <returns>False for NaN, infinities and magnitudes above <see cref="MagnitudeMax"/>: the detectors take those as missing.</returns>
    public static bool IsUsable(double value) => Math.Abs(value) <= MagnitudeMax;
}
