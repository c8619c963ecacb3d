using Houle.Detection.Series;
using MathNet.Numerics.Distributions;

namespace Houle.Detection.Textbook.Ssa;

/// <summary>Forecasts with bounds, by singular spectrum analysis.</summary>
/// <remarks>ForecastBySsa of ML.NET with its exact rank selection, not adaptive, equal to its published results.</remarks>
public sealed class SsaForecaster
{
    private readonly SsaModel _model;
    private readonly SsaState _state;
    private readonly double[] _path;

    /// <param name="training">More than twice <paramref name="windowSize"/> points, all usable (<see cref="SeriesValues"/>).</param>
    /// <param name="windowSize">Longest pattern, at least 2.</param>
    /// <param name="horizon">Steps to forecast, at least 1.</param>
    public SsaForecaster(ReadOnlySpan<double> training, int windowSize, int horizon)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(horizon, 1);
        _model = SsaModel.Fit(training, windowSize, windowSize - 1, stabilize: true);
        _state = new SsaState(_model);
        _path = new double[_model.Window - 1 + horizon];
    }

    public int Horizon => _path.Length - _model.Window + 1;

    /// <summary>Takes in the next value; for a missing one its forecast.</summary>
    public void Next(double value) => _state.Next(SeriesValues.IsUsable(value) ? value : _state.Forecast());

    /// <summary>Forecasts of the next steps with the bounds they hold in with probability <paramref name="confidenceLevel"/>.</summary>
    /// <param name="confidenceLevel">In (0, 1).</param>
    /// <param name="forecast">One place a step of the horizon, like the bounds.</param>
    public void Forecast(double confidenceLevel, Span<double> forecast, Span<double> lower, Span<double> upper)
    {
        if (!(confidenceLevel is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(confidenceLevel), confidenceLevel, "must be between 0 and 1");
        double[] coefficients = _model.Coefficients;
        int lags = coefficients.Length;
        _state.Smoothed.CopyTo(_path);
        for (int h = 0; h < Horizon; h++)
        {
            double next = 0;
            for (int k = 0; k < lags; k++) next += coefficients[k] * _path[h + k];
            _path[h + lags] = forecast[h] = next;
        }

        double quantile = Normal.InvCDF(0, 1, (1 + confidenceLevel) / 2);
        double variance = _model.NoiseVariance + _model.StepVariance;
        var response = new double[lags + Horizon + 1];
        response[lags - 1] = 1;
        for (int h = 0; h < Horizon; h++)
        {
            double next = 0;
            for (int k = 0; k < lags; k++) next += coefficients[k] * response[h + k];
            response[h + lags] = next;
            if (h > 0) variance += _model.StepVariance * next * next;
            double half = quantile * Math.Sqrt(variance);
            lower[h] = forecast[h] - half;
            upper[h] = forecast[h] + half;
        }
    }
}
