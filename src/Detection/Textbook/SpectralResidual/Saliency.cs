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
        wave.AsSpan(points.Length).Fill(Next(points, lookAhead));
        Fourier.Forward(wave, FourierOptions.Matlab);

        double[] amplitudes = Array.ConvertAll(wave, one => one.Magnitude);
        double[] logs = Array.ConvertAll(amplitudes, LogOf);
        var ordinary = new double[logs.Length];
        TrailingMean(logs, averaging, ordinary);
        for (int i = 0; i < wave.Length; i++) wave[i] *= Residual(amplitudes[i], logs[i], ordinary[i]);
        Fourier.Inverse(wave, FourierOptions.Matlab);

        var saliency = new double[points.Length];
        for (int i = 0; i < saliency.Length; i++) saliency[i] = wave[i].Magnitude;
        return saliency;
    }

    /// <summary>Mean of the last <paramref name="window"/> values; of fewer at the start.</summary>
    public static void TrailingMean(ReadOnlySpan<double> values, int window, Span<double> means)
    {
        double sum = 0;
        for (int i = 0; i < values.Length; i++)
        {
            sum += values[i];
            if (i >= window) sum -= values[i - window];
            means[i] = sum / Math.Min(i + 1, window);
        }
    }

    public static double LogOf(double amplitude) => amplitude > MagnitudeMin ? Math.Log(amplitude) : 0;

    /// <summary>What a wave is multiplied by, so that only what its amplitude has above the ordinary is left.</summary>
    public static double Residual(double amplitude, double log, double ordinary) =>
        amplitude > MagnitudeMin ? Math.Exp(log - ordinary) / amplitude : 0;

    /// <summary>A tenth of the distance from the mean, in units of it, at most 1.</summary>
    public static double Score(double magnitude, double mean) =>
        mean < MagnitudeMin ? 0 : Math.Min(Math.Abs(magnitude - mean) / mean / 10, 1);

    /// <summary>What may come next: the second of the last points, plus the sum of the slopes from each to the last.</summary>
    public static double Next(ReadOnlySpan<double> points, int lookAhead)
    {
        ReadOnlySpan<double> values = points.Slice(points.Length - lookAhead - 2, lookAhead + 1);
        double slopes = 0;
        int last = values.Length - 1;
        for (int i = 0; i < last; i++) slopes += (values[last] - values[i]) / (last - i);
        return values[1] + slopes;
    }
}
