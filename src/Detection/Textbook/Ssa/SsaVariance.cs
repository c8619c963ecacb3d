namespace Houle.Detection.Textbook.Ssa;

/// <summary>The two variances that a forecast's bounds are made of.</summary>
internal static class SsaVariance
{
    /// <summary>Population variance of what the signal leaves.</summary>
    public static double OfNoise(double[] points, double[] signal)
    {
        double sum = 0, squares = 0;
        for (int i = 0; i < points.Length; i++) sum += points[i] - signal[i];
        double mean = sum / points.Length;
        for (int i = 0; i < points.Length; i++)
        {
            double noise = points[i] - signal[i] - mean;
            squares += noise * noise;
        }

        return squares / points.Length;
    }

    /// <summary>Variance of the signal less its autoregression.</summary>
    public static double OfStep(double[] signal, double[] coefficients)
    {
        int lags = coefficients.Length, count = signal.Length - lags;
        var errors = new double[count];
        for (int t = 0; t < count; t++)
        {
            double next = 0;
            for (int k = 0; k < lags; k++) next += coefficients[k] * signal[t + k];
            errors[t] = signal[t + lags] - next;
        }

        double mean = errors.Average(), squares = 0;
        foreach (double error in errors) squares += (error - mean) * (error - mean);
        return squares / Math.Max(1, count - lags);
    }
}
