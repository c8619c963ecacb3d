namespace Houle.Detection.Series;

/// <summary>One way to look at a scale: are the last few numbers of its blocks, taken together, unlike any before?</summary>
internal sealed class NoveltyView
{
    private const int FirstPatterns = 20, FirstBlocks = 40;
    private readonly PatternMemory _memory;
    private readonly TailEvidence _now, _lately;
    private readonly double _weight;
    private readonly SpikeDetectorOptions _options;
    private readonly double[] _last;
    private int _blocks;
    private double _smoothed;

    public NoveltyView(int patternBlocks, double smoothingPoints, int blockPoints, SpikeDetectorOptions options)
    {
        _options = options;
        _memory = new PatternMemory(patternBlocks, options.Patterns);
        (_now, _lately) = (new TailEvidence(options.LearningBlocks), new TailEvidence(options.LearningBlocks));
        _weight = 1 - Math.Pow(1 - 1 / smoothingPoints, blockPoints);
        _last = new double[patternBlocks];
    }

    /// <summary>Enough blocks were seen for their evidence to mean something.</summary>
    public bool IsReady => _now.Total > _options.LearningBlocks;

    /// <summary>Takes in the next block's number, its mean or its extreme.</summary>
    /// <returns>Evidence now and lately, weighted; 0 until it is ready. What was before that is not ranked as "lately".</returns>
    public double Next(double block)
    {
        for (int i = 1; i < _last.Length; i++) _last[i - 1] = _last[i];
        _last[^1] = block;
        if (++_blocks < _last.Length) return 0;

        double distance = _memory.Distance(_last);
        double evidence = Math.Min(_now.Next(distance), _options.EvidenceMax);
        if (_memory.Count < FirstPatterns || _now.Total <= FirstBlocks || evidence >= _options.RememberEvidence) _memory.Remember(_last);
        // The ordinary's rank is uniform, so that is its mean evidence; what has never changed has none.
        if (distance > 0 && _lately.Total == 0) _smoothed = 1 / Math.Log(10);
        if (!IsReady) return 0;
        _smoothed += _weight * (Math.Min(evidence, _options.SmoothedMax) - _smoothed);
        return evidence + _options.LatelyShare * (Math.Min(_lately.Next(_smoothed), _options.EvidenceMax) - evidence);
    }
}
