namespace Houle.Detection.Textbook.Ssa;

/// <summary>Where a series stands in its model: the smoothed last points, which each new point refines.</summary>
internal sealed class SsaState
{
    private readonly SsaModel _model;
    private readonly double[] _state;   // smoothed, L - 1, oldest first
    private readonly double[] _window;  // as they came, L, oldest first
    private readonly double[] _projected;

    public SsaState(SsaModel model)
    {
        _model = model;
        int window = model.Window;
        (_state, _window, _projected) = (new double[window - 1], new double[window], new double[window]);
        model.LastTraining.CopyTo(_window, 0);
        Project();
        _projected.AsSpan(1).CopyTo(_state);
        // The points before the first are the state, as if they had come.
        _state.CopyTo(_window, 1);
    }

    public ReadOnlySpan<double> Smoothed => _state;

    /// <summary>The next value, by the model's recurrence.</summary>
    public double Forecast()
    {
        double next = 0;
        for (int i = 0; i < _state.Length; i++) next += _model.Coefficients[i] * _state[i];
        return next;
    }

    /// <summary>Takes in a point.</summary>
    public void Next(double value)
    {
        _window.AsSpan(1).CopyTo(_window);
        _window[^1] = value;
        Project();
        int last = _state.Length - 1;
        for (int i = 0; i < last; i++) _state[i] = ((last - i) * _state[i + 1] + _projected[i + 1]) / (last + 1 - i);
        _state[last] = _projected[last + 1];
    }

    private void Project()
    {
        Array.Clear(_projected);
        foreach (double[] vector in _model.Vectors)
        {
            double along = 0;
            for (int i = 0; i < vector.Length; i++) along += vector[i] * _window[i];
            for (int i = 0; i < vector.Length; i++) _projected[i] += along * vector[i];
        }
    }
}
