using Houle.Detection.Series;

namespace Houle.Detection.Textbook.SpectralResidual;

/// <summary>Anomalies of a whole series by the residual of its spectrum, with expected values and bounds.</summary>
/// <remarks>DetectEntireAnomalyBySrCnn of ML.NET; Ren et al., KDD 2019; parameters beside the paper are listed in
/// ../shared/data/mlnet/README.md. It looks ahead, to the end of a batch.</remarks>
public static class SpectralResidualDetector
{
    private const int Appended = 5, LookAhead = 5, Averaging = 3, Judgement = 40, WarmRows = 12, WarmFrom = 10;
    private const double OrdinaryDeviations = 1.5;

    /// <param name="values">At least 12, all usable (<see cref="SeriesValues"/>).</param>
    /// <param name="options">Parameters; null for the defaults.</param>
    /// <returns>A row for each value.</returns>
    /// <exception cref="ArgumentException">Too few values, or one that is missing; the message says which.</exception>
    public static SpectralResidualRow[] DetectEntire(ReadOnlySpan<double> values, SpectralResidualOptions? options = null)
    {
        options ??= new SpectralResidualOptions();
        options.Check();
        if (values.Length < SpectralResidualOptions.BatchRowsMin)
            throw new ArgumentException($"{values.Length} values; the spectral residual needs {SpectralResidualOptions.BatchRowsMin}", nameof(values));
        for (int i = 0; i < values.Length; i++)
        {
            if (!SeriesValues.IsUsable(values[i])) throw new ArgumentException($"value {i} is {values[i]}; fill gaps first", nameof(values));
        }

        int batch = options.BatchSize == -1 ? values.Length : Math.Min(options.BatchSize, values.Length);
        var rows = new SpectralResidualRow[values.Length];
        for (int start = 0; start < values.Length; start += batch)
        {
            // The last batch reaches back, so that it is as long as the others; its first rows are judged already.
            int from = Math.Min(start, values.Length - batch);
            Judge(values.Slice(from, batch), options).AsSpan(start - from).CopyTo(rows.AsSpan(start));
        }

        return rows;
    }

    private static SpectralResidualRow[] Judge(ReadOnlySpan<double> values, SpectralResidualOptions options)
    {
        double[] raw = values.ToArray();
        double[]? seasonal = options.Period > 0 ? ExpectedValues.Seasonal(raw, options.Period, options.DeseasonalityMode) : null;
        double[] plain = seasonal is null ? raw : [.. raw.Select((value, i) => value - seasonal[i])];
        double[] magnitudes = Saliency.Of(plain, Appended, LookAhead, Averaging);
        double[] scores = Scores(raw, plain, magnitudes);
        bool[] isAlert = Array.ConvertAll(scores, score => score > options.Threshold);
        double[] expected = seasonal ?? ExpectedValues.Smooth(raw, scores);
        double[] units = Bounds.Units(raw, isAlert);
        double factor = Bounds.Factor(options.Sensitivity);

        bool[] isOutside = [.. raw.Select((value, i) => Math.Abs(value - expected[i]) > units[i] * factor)];
        for (int i = 0; i < raw.Length; i++) isAlert[i] &= isOutside[i];
        if (seasonal is not null) Join(isAlert, isOutside);

        (double floor, double ceiling) = (raw.Min() >= 0 ? 0 : double.NegativeInfinity, raw.Max() <= 0 ? 0 : double.PositiveInfinity);
        var rows = new SpectralResidualRow[raw.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            double close = units[i] * Bounds.CloseFactor;
            double centre = isAlert[i] ? expected[i] : Math.Clamp(expected[i], raw[i] - close, raw[i] + close);
            double held = Math.Clamp(centre, floor, ceiling);
            if (seasonal is not null) centre = held;
            rows[i] = new SpectralResidualRow(
                isAlert[i], scores[i], magnitudes[i], held, units[i], centre + units[i] * factor, centre - units[i] * factor);
        }

        return rows;
    }

    private static double[] Scores(double[] raw, double[] plain, double[] magnitudes)
    {
        var averages = new double[magnitudes.Length];
        Saliency.TrailingMean(magnitudes, Math.Min(Judgement, magnitudes.Length), averages);
        Array.Fill(averages, averages[WarmFrom], 0, WarmRows);
        double mean = raw.Average();
        double deviation = Math.Sqrt(raw.Sum(value => (value - mean) * (value - mean)) / raw.Length);
        var scores = new double[raw.Length];
        for (int i = 0; i < scores.Length; i++)
        {
            bool isOrdinary = Math.Abs(plain[i] - mean) < OrdinaryDeviations * deviation;
            if (!isOrdinary) scores[i] = Saliency.Score(magnitudes[i], averages[i]);
        }

        return scores;
    }

    /// <summary>Alerts in one run of rows outside their bounds become one alert.</summary>
    private static void Join(bool[] isAlert, bool[] isOutside)
    {
        int last = -1;
        for (int i = 0; i < isAlert.Length; i++)
        {
            if (!isOutside[i]) last = -1;
            if (!isAlert[i]) continue;
            if (last >= 0) Array.Fill(isAlert, true, last, i - last);
            last = i;
        }
    }
}
