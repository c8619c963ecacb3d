using Houle.Detection.Series;

namespace Houle.Detection.Textbook.Ssa;

/// <summary>A series as its errors against the forecasts.</summary>
internal sealed class SsaErrors(ReadOnlySpan<double> training, int window, SsaComparison comparison)
{
    private readonly SsaState _state = new(SsaModel.Fit(training, window, Math.Max(1, window / 2), stabilize: false));

    /// <returns>Value minus forecast; null where the value is missing or the recurrence left the range of values.</returns>
    public double? Next(double value)
    {
        double forecast = _state.Forecast();
        if (!SeriesValues.IsUsable(value))
        {
            if (SeriesValues.IsUsable(forecast)) _state.Next(forecast);
            return null;
        }

        _state.Next(value);
        if (comparison == SsaComparison.After) forecast = _state.Forecast();
        double error = value - forecast;
        return SeriesValues.IsUsable(error) ? error : null;
    }
}
