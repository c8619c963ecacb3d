using System.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace Houle.Detection.Textbook.SpectralResidual;

/// <summary>How much each point of a series stands out: what is left when the ordinary part of its spectrum is taken away.</summary>
/// <remarks>Ren et al., Time-Series Anomaly Detection Service at Microsoft, KDD 2019.</remarks>
internal static class Saliency
{
    private const double MagnitudeMin = 1e-8;

    /// <summary>Saliency of the points with some more appended, so that the last is not at the edge.</summary>
    /// <param name="points">At least <paramref name="lookAhead"/> + 2.</param>
    /// <param name="appended">Points to append, all equal to an extrapolation of the last ones.</param>
    /// <param name="lookAhead">The extrapolation uses this many points before the last, and one more.</param>
    /// <param name="averaging">Log amplitudes in a mean.</param>
    public static double[] Of(ReadOnlySpan<double> points, int appended, int lookAhead, int averaging)
    {
        var wave = new Complex[points.Length + appended];
        for (int i = 0; i < points.Length; i++) wave[i] = points[i];
        double next = Extrapolate(points.Slice(points.Length - lookAhead - 2, lookAhead + 1));
        for (int i = points.Length; i < wave.Length; i++) wave[i] = next;
        Fourier.Forward(wave, FourierOptions.Matlab);

        double[] amplitudes = Array.ConvertAll(wave, one => one.Magnitude);
        double[] logs = Array.ConvertAll(amplitudes, a => a > MagnitudeMin ? Math.Log(a) : 0);
        double[] ordinary = TrailingMean(logs, averaging);
        for (int i = 0; i < wave.Length; i++)
            wave[i] = amplitudes[i] > MagnitudeMin ? wave[i] * (Math.Exp(logs[i] - ordinary[i]) / amplitudes[i]) : 0;
        Fourier.Inverse(wave, FourierOptions.Matlab);

        var saliency = new double[points.Length];
        for (int i = 0; i < saliency.Length; i++) saliency[i] = wave[i].Magnitude;
        return saliency;
    }

    /// <summary>Mean of the last <paramref name="window"/> values; of fewer at the start.</summary>
    public static double[] TrailingMean(double[] values, int window)
    {
        var means = new double[values.Length];
        double sum = 0;
        for (int i = 0; i < values.Length; i++)
        {
            sum += values[i];
            if (i >= window) sum -= values[i - window];
            means[i] = sum / Math.Min(i + 1, window);
        }

        return means;
    }

    /// <summary>A tenth of the distance from the mean, in units of it, at most 1.</summary>
    public static double Score(double magnitude, double mean) =>
        mean < MagnitudeMin ? 0 : Math.Min(Math.Abs(magnitude - mean) / mean / 10, 1);

    /// <summary>The second value plus the sum of the slopes from each to the last.</summary>
    private static double Extrapolate(ReadOnlySpan<double> values)
    {
        double slopes = 0;
        int last = values.Length - 1;
        for (int i = 0; i < last; i++) slopes += (values[last] - values[i]) / (last - i);
        return values[1] + slopes;
    }
}
