namespace Houle.Detection.Textbook.SpectralResidual;

/// <summary>Running medians, with shorter windows at both ends.</summary>
internal static class MedianFilter
{
    /// <param name="window">Values in a median; those within half of it on either side.</param>
    public static double[] Of(ReadOnlySpan<double> values, int window)
    {
        var medians = new double[values.Length];
        int half = window / 2;
        var sorted = new List<double>(window + 1);
        for (int i = 0; i < Math.Min(half, values.Length); i++) Insert(sorted, values[i]);
        for (int i = 0; i < values.Length; i++)
        {
            if (i + half < values.Length) Insert(sorted, values[i + half]);
            if (i - half - 1 >= 0) sorted.RemoveAt(sorted.BinarySearch(values[i - half - 1]));
            medians[i] = Middle(sorted);
        }

        return medians;
    }

    public static double Middle(List<double> sorted)
    {
        int n = sorted.Count;
        return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
    }

    private static void Insert(List<double> sorted, double value)
    {
        int at = sorted.BinarySearch(value);
        sorted.Insert(at < 0 ? ~at : at, value);
    }
}
