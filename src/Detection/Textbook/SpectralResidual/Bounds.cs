namespace Houle.Detection.Textbook.SpectralResidual;

/// <summary>How far from the expected value a row may be.</summary>
internal static class Bounds
{
    /// <summary>Without an alert the expected value is within this many units of the value.</summary>
    public static readonly double CloseFactor = Factor(93);

    private static ReadOnlySpan<double> Narrow => [0.4800 / 11, 0.012, 0.008, 0.006075, 0.00415, 0.002225, 0.0003, 0];

    /// <summary>Units between the expected value and a bound; between whole sensitivities on a line.</summary>
    public static double Factor(double sensitivity)
    {
        int below = (int)Math.Floor(sensitivity);
        double at = At(below);
        return sensitivity == below ? at : at + (sensitivity - below) * (At(below + 1) - at);
    }

    /// <summary>Half of each row's own level, half of the mean level of ordinary rows.</summary>
    public static double[] Units(ReadOnlySpan<double> values, bool[] isAnomaly)
    {
        double[] levels = MedianFilter.Of(values, Math.Min(values.Length / 3, 512));
        double sum = 0, count = 0;
        for (int i = 0; i < levels.Length; i++)
        {
            levels[i] = Math.Abs(levels[i]);
            if (isAnomaly[i]) continue;
            sum += levels[i];
            count++;
        }

        double mean = count == 0 ? 0 : sum / count;
        for (int i = 0; i < levels.Length; i++) levels[i] = (levels[i] + mean) / 2;
        if (Array.TrueForAll(levels, unit => unit == 0)) Array.Fill(levels, 0.3);
        return levels;
    }

    private static double At(int s) => s switch
    {
        < 25 => 0.8 * (s - 25) * (s - 25) + 32,
        < 45 => 61.25 - 1.25 * s,
        < 55 => 23 - 0.4 * s,
        < 65 => 3.2 - 0.04 * s,
        < 75 => 2.55 - 0.03 * s,
        < 85 => 1.425 - 0.015 * s,
        < 93 => (12.7 - 0.13 * s) / 11,
        _ => Narrow[s - 93],
    };
}
