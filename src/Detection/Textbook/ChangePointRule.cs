namespace Houle.Detection.Textbook;

/// <summary>Scores to change points: a martingale over its threshold, once the window is full, once in a window.</summary>
internal sealed class ChangePointRule
{
    private readonly KernelPValue _pValue;
    private readonly Martingale _martingale;
    private readonly int _window;
    private int _quiet;

    public ChangePointRule(double confidence, int changeHistoryLength, MartingaleType martingale, double eps)
    {
        Confidence.Check(confidence);
        _pValue = new KernelPValue(changeHistoryLength);
        _martingale = new Martingale(changeHistoryLength, martingale, eps, 1 - confidence / 100);
        _window = changeHistoryLength;
    }

    public ChangePointPrediction Missing => new(false, 0, 0.5, _martingale.Value);

    public ChangePointPrediction Next(double score)
    {
        double p = _pValue.Next(score, AnomalySide.TwoSided);
        _martingale.Next(p);
        bool alert = _quiet == 0 && _pValue.IsFull && _martingale.IsOverThreshold;
        if (alert) _quiet = _window;
        if (_quiet > 0) _quiet--;
        return new ChangePointPrediction(alert, score, p, _martingale.Value);
    }
}
