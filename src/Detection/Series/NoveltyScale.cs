namespace Houle.Detection.Series;

/// <summary>A series as blocks of one length, looked at in every view: single means, pairs of them, and the extreme of long blocks.</summary>
internal sealed class NoveltyScale
{
    private readonly NoveltyView[] _means;
    private readonly NoveltyView? _extreme;
    private readonly int _blockPoints;
    private double _sum, _lowest = double.MaxValue, _highest = double.MinValue;
    private int _points;

    public NoveltyScale(int blockPoints, SpikeDetectorOptions options)
    {
        _blockPoints = blockPoints;
        _means = new NoveltyView[options.PatternBlocks.Length];
        for (int i = 0; i < _means.Length; i++)
            _means[i] = new NoveltyView(options.PatternBlocks[i], options.SmoothingPoints[i], blockPoints, options);
        if (blockPoints >= options.ExtremePoints) _extreme = new NoveltyView(1, options.ExtremeSmoothingPoints, blockPoints, options);
    }

    /// <summary>Squared evidence of the last whole block, summed over the views that are past their learning.</summary>
    public double EvidenceSquares { get; private set; }

    /// <summary>How many views are past their learning.</summary>
    public int Views { get; private set; }

    /// <param name="level">Mean of the series so far: the block's extreme is the value farthest from it.</param>
    public void Next(double value, double level)
    {
        _sum += value;
        _lowest = Math.Min(_lowest, value);
        _highest = Math.Max(_highest, value);
        if (++_points < _blockPoints) return;
        (EvidenceSquares, Views) = (0, 0);
        double mean = _sum / _blockPoints;
        foreach (NoveltyView view in _means) Add(view, mean);
        if (_extreme is not null) Add(_extreme, _highest - level >= level - _lowest ? _highest : _lowest);
        (_sum, _points, _lowest, _highest) = (0, 0, double.MaxValue, double.MinValue);
    }

    private void Add(NoveltyView view, double block)
    {
        double evidence = view.Next(block);
        if (!view.IsReady) return;
        EvidenceSquares += evidence * evidence;
        Views++;
    }
}
