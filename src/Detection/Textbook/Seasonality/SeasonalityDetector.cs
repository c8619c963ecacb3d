using System.Numerics;
using Houle.Detection.Series;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.IntegralTransforms;

namespace Houle.Detection.Textbook.Seasonality;

/// <summary>The period of a series: the lag at which it is most like itself, where chance does not explain that.</summary>
/// <remarks>DetectSeasonality of ML.NET by name and parameters; Fourier peak confirmed by autocorrelation, as in Vlachos, Yu
/// and Castelli, SIAM Data Mining 2005.</remarks>
public static class SeasonalityDetector
{
    /// <summary>Periods that must fit into the series.</summary>
    private const int PeriodsMin = 4;

    /// <param name="values">The series; it needs at least 12 usable values in a row from its start.</param>
    /// <param name="seasonalityWindowSize">Values to look at, from the start; -1 is all.</param>
    /// <param name="randomnessThreshold">Confidence, in (0, 1), that the likeness is no chance.</param>
    /// <returns>Values in a period, or -1 where there is none.</returns>
    public static int Detect(ReadOnlySpan<double> values, int seasonalityWindowSize = -1, double randomnessThreshold = 0.95)
    {
        if (!(randomnessThreshold is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(randomnessThreshold), randomnessThreshold, "must be between 0 and 1");
        if (seasonalityWindowSize != -1)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(seasonalityWindowSize, 1);
            values = values[..Math.Min(values.Length, seasonalityWindowSize)];
        }

        int length = 0;
        while (length < values.Length && SeriesValues.IsUsable(values[length])) length++;
        double[]? plain = WithoutTrend(values[..length]);
        if (plain is null) return -1;
        Complex[] power = Power(plain);
        double[] correlation = Autocorrelation(power, length);
        if (correlation.Length == 0) return -1;

        int peak = 1;
        for (int k = 2; k <= power.Length / 2; k++)
        {
            if (power[k].Real > power[peak].Real) peak = k;
        }

        int period = Climb(correlation, (int)Math.Round((double)power.Length / peak), length / PeriodsMin);
        double chance = Normal.InvCDF(0, 1, randomnessThreshold) / Math.Sqrt(length);
        return period > 1 && correlation[period] > chance ? period : -1;
    }

    private static double[]? WithoutTrend(ReadOnlySpan<double> values)
    {
        int n = values.Length;
        if (n < 12) return null;
        double meanX = (n - 1) / 2.0, meanY = 0, xy = 0, xx = 0;
        foreach (double value in values) meanY += value / n;
        for (int i = 0; i < n; i++)
        {
            xy += (i - meanX) * (values[i] - meanY);
            xx += (i - meanX) * (i - meanX);
        }

        var plain = new double[n];
        double largest = 0;
        for (int i = 0; i < n; i++)
        {
            plain[i] = values[i] - meanY - xy / xx * (i - meanX);
            largest = Math.Max(largest, Math.Abs(plain[i]));
        }

        if (largest <= 1e-12 * Math.Abs(meanY) || largest == 0) return null;
        for (int i = 0; i < n; i++) plain[i] /= largest;
        return plain;
    }

    /// <summary>Power spectrum of the series padded with as many zeros, so that lags do not wrap around.</summary>
    private static Complex[] Power(double[] plain)
    {
        var wave = new Complex[2 * plain.Length];
        for (int i = 0; i < plain.Length; i++) wave[i] = plain[i];
        Fourier.Forward(wave, FourierOptions.Matlab);
        for (int i = 0; i < wave.Length; i++) wave[i] = wave[i].Real * wave[i].Real + wave[i].Imaginary * wave[i].Imaginary;
        return wave;
    }

    /// <summary>Mean product of values a lag apart, as a share of the variance.</summary>
    private static double[] Autocorrelation(Complex[] power, int length)
    {
        var wave = (Complex[])power.Clone();
        Fourier.Inverse(wave, FourierOptions.Matlab);
        double variance = wave[0].Real / length;
        if (!(variance > 0)) return [];
        var correlation = new double[length / 2 + 1];
        for (int lag = 0; lag < correlation.Length; lag++) correlation[lag] = wave[lag].Real / (length - lag) / variance;
        return correlation;
    }

    /// <summary>From about the right lag up to the hilltop; -1 where that is beyond <paramref name="lagMax"/>.</summary>
    private static int Climb(double[] correlation, int lag, int lagMax)
    {
        while (lag > 1 && lag < correlation.Length - 1)
        {
            if (correlation[lag + 1] > correlation[lag]) lag++;
            else if (correlation[lag - 1] > correlation[lag]) lag--;
            else return lag <= lagMax ? lag : -1;
        }

        return -1;
    }
}
