using System.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace Houle.Detection.Textbook.SpectralResidual;

/// <summary>What a series would be without its anomalies.</summary>
internal static class ExpectedValues
{
    private const double AnomalyScore = 0.35;
    private const int NeighboursMin = 4;

    /// <summary>The season alone: what the points one period apart have in common.</summary>
    public static double[] Seasonal(double[] values, int period, SrCnnDeseasonalityMode mode)
    {
        var seasonal = new double[values.Length];
        for (int phase = 0; phase < Math.Min(period, values.Length); phase++)
        {
            var same = new List<double>();
            for (int i = phase; i < values.Length; i += period) same.Add(values[i]);
            same.Sort();
            double common = mode == SrCnnDeseasonalityMode.Mean ? same.Average() : MedianFilter.Middle(same);
            for (int i = phase; i < values.Length; i += period) seasonal[i] = common;
        }

        return seasonal;
    }

    /// <summary>The series without what stands out and without its fastest part.</summary>
    public static double[] Smooth(ReadOnlySpan<double> values, double[] scores)
    {
        Complex[] wave = Array.ConvertAll(WithoutAnomalies(values, scores), value => new Complex(value, 0));
        Fourier.Forward(wave, FourierOptions.Matlab);
        for (int i = 0; i < wave.Length; i++)
        {
            if (i > wave.Length * 3.0 / 8 && i < wave.Length * 5.0 / 8) wave[i] = 0;
        }

        Fourier.Inverse(wave, FourierOptions.Matlab);
        return Array.ConvertAll(wave, one => one.Real);
    }

    private static double[] WithoutAnomalies(ReadOnlySpan<double> values, double[] scores)
    {
        double[] smooth = values.ToArray();
        for (int i = 0; i < smooth.Length; i++)
        {
            if (scores[i] > AnomalyScore) smooth[i] = LineAt(i, values, scores);
        }

        return smooth;
    }

    /// <summary>A row by the least-squares line through its nearest ordinary neighbours.</summary>
    private static double LineAt(int row, ReadOnlySpan<double> values, double[] scores)
    {
        double n = 0, x = 0, y = 0, xx = 0, xy = 0;
        for (int step = 1; n < NeighboursMin && (row - step >= 0 || row + step < values.Length); step++)
        {
            foreach (int i in (ReadOnlySpan<int>)[row - step, row + step])
            {
                if (i < 0 || i >= values.Length || scores[i] > AnomalyScore) continue;
                double at = i - row;
                n++;
                x += at;
                y += values[i];
                xx += at * at;
                xy += at * values[i];
            }
        }

        double spread = n * xx - x * x;
        return n < 2 || spread == 0 ? values[row] : (y * xx - x * xy) / spread;
    }
}
