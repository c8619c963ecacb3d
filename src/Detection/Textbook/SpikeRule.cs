namespace Houle.Detection.Textbook;

/// <summary>Scores to spikes: a p-value at most 1 - confidence, once the window is full.</summary>
internal sealed class SpikeRule
{
    private readonly KernelPValue _pValue;
    private readonly AnomalySide _side;
    private readonly double _threshold;

    public SpikeRule(double confidence, int pvalueHistoryLength, AnomalySide side)
    {
        Confidence.Check(confidence);
        _pValue = new KernelPValue(pvalueHistoryLength);
        _side = side;
        _threshold = 1 - confidence / 100;
    }

    public static SpikePrediction Missing => new(false, 0, 0.5);

    public SpikePrediction Next(double score)
    {
        double p = _pValue.Next(score, _side);
        return new SpikePrediction(_pValue.IsFull && p <= _threshold, score, p);
    }
}
