namespace Houle.Detection.Textbook.SpectralResidual;

/// <summary><see cref="Saliency"/> of the last points of a short window, again and again, without allocating.</summary>
/// <remarks>Plain Fourier sums from a table of one turn: a window's length need not be a power of two, half of a real spectrum is
/// enough, and only the points asked for are turned back. That costs (window + appended) * (window / 2 + 2 * points) products.</remarks>
internal sealed class WindowSaliency
{
    private readonly int _lookAhead, _averaging, _window;
    private readonly double[] _wave, _cos, _sin, _real, _imaginary, _logs, _ordinary, _saliency;

    /// <param name="window">Points in a window.</param>
    /// <param name="points">The last points of the window that are asked for.</param>
    public WindowSaliency(int window, int appended, int lookAhead, int averaging, int points)
    {
        (_lookAhead, _averaging, _window) = (lookAhead, averaging, window);
        int n = window + appended;
        (_wave, _cos, _sin, _real, _imaginary) = (new double[n], new double[n], new double[n], new double[n], new double[n]);
        (_logs, _ordinary, _saliency) = (new double[n], new double[n], new double[points]);
        for (int i = 0; i < n; i++) (_sin[i], _cos[i]) = Math.SinCos(2 * Math.PI * i / n);
    }

    /// <returns>One for each point asked for; overwritten by the next call.</returns>
    public ReadOnlySpan<double> Of(ReadOnlySpan<double> window)
    {
        window.CopyTo(_wave);
        _wave.AsSpan(window.Length).Fill(Saliency.Next(window, _lookAhead));
        Forward();
        TakeOrdinaryAway();
        for (int i = 0; i < _saliency.Length; i++) _saliency[i] = MagnitudeAt(_window - _saliency.Length + i);
        return _saliency;
    }

    private void Forward()
    {
        int n = _wave.Length;
        for (int k = 0; k <= n / 2; k++)
        {
            double real = 0, imaginary = 0;
            for (int i = 0, turn = 0; i < n; i++)
            {
                real += _wave[i] * _cos[turn];
                imaginary -= _wave[i] * _sin[turn];
                turn += k;
                if (turn >= n) turn -= n;
            }

            (_real[k], _imaginary[k]) = (real, imaginary);
            if (k > 0) (_real[n - k], _imaginary[n - k]) = (real, -imaginary);
        }
    }

    private void TakeOrdinaryAway()
    {
        for (int k = 0; k < _logs.Length; k++)
        {
            _wave[k] = Math.Sqrt(_real[k] * _real[k] + _imaginary[k] * _imaginary[k]);
            _logs[k] = Saliency.LogOf(_wave[k]);
        }

        Saliency.TrailingMean(_logs, _averaging, _ordinary);
        for (int k = 0; k < _logs.Length; k++)
        {
            double factor = Saliency.Residual(_wave[k], _logs[k], _ordinary[k]);
            _real[k] *= factor;
            _imaginary[k] *= factor;
        }
    }

    private double MagnitudeAt(int point)
    {
        int n = _wave.Length;
        double real = 0, imaginary = 0;
        for (int k = 0, turn = 0; k < n; k++)
        {
            real += _real[k] * _cos[turn] - _imaginary[k] * _sin[turn];
            imaginary += _real[k] * _sin[turn] + _imaginary[k] * _cos[turn];
            turn += point;
            if (turn >= n) turn -= n;
        }

        return Math.Sqrt(real * real + imaginary * imaginary) / n;
    }
}
