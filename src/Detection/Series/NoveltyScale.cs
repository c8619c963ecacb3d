namespace Houle.Detection.Series;

/// <summary>A series as the means of its blocks of one length, looked at in every view.</summary>
internal sealed class NoveltyScale
{
    private readonly NoveltyView[] _views;
    private readonly int _blockPoints;
    private double _sum;
    private int _points;

    public NoveltyScale(int blockPoints, SpikeDetectorOptions options)
    {
        _blockPoints = blockPoints;
        _views = new NoveltyView[options.PatternBlocks.Length];
        for (int i = 0; i < _views.Length; i++)
            _views[i] = new NoveltyView(options.PatternBlocks[i], options.SmoothingPoints[i], blockPoints, options);
    }

    /// <summary>Evidence of the last whole block, summed over the views.</summary>
    public double Evidence { get; private set; }

    public void Next(double value)
    {
        _sum += value;
        if (++_points < _blockPoints) return;
        double mean = _sum / _blockPoints, evidence = 0;
        (_sum, _points) = (0, 0);
        foreach (NoveltyView view in _views) evidence += view.Next(mean);
        Evidence = evidence;
    }
}
