namespace Houle.Detection.Series;

/// <summary>One way to look at a scale: are its last few blocks, taken together, unlike any before?</summary>
internal sealed class NoveltyView
{
    private const int FirstPatterns = 20, FirstBlocks = 40;
    private const double SmoothedMax = 4;
    private readonly PatternMemory _memory;
    private readonly TailEvidence _now, _lately;
    private readonly double _weight, _latelyShare, _rememberEvidence, _evidenceMax;
    private readonly double[] _last;
    private int _blocks;
    private double _smoothed;

    public NoveltyView(int patternBlocks, double smoothingPoints, int blockPoints, SpikeDetectorOptions options)
    {
        _memory = new PatternMemory(patternBlocks, options.Patterns);
        int learning = Math.Max(20, options.LearningPoints / blockPoints);
        (_now, _lately) = (new TailEvidence(learning), new TailEvidence(learning));
        _weight = 1 - Math.Pow(1 - 1 / smoothingPoints, blockPoints);
        (_latelyShare, _rememberEvidence, _evidenceMax) = (options.LatelyShare, options.RememberEvidence, options.EvidenceMax);
        _last = new double[patternBlocks];
    }

    /// <summary>Takes in the next block's mean.</summary>
    /// <returns>Evidence now and lately, weighted.</returns>
    public double Next(double mean)
    {
        for (int i = 1; i < _last.Length; i++) _last[i - 1] = _last[i];
        _last[^1] = mean;
        if (++_blocks < _last.Length) return 0;

        double evidence = Math.Min(_now.Next(_memory.Distance(_last)), _evidenceMax);
        if (_memory.Count < FirstPatterns || _now.Total <= FirstBlocks || evidence >= _rememberEvidence) _memory.Remember(_last);
        _smoothed += _weight * (Math.Min(evidence, SmoothedMax) - _smoothed);
        return evidence + _latelyShare * (Math.Min(_lately.Next(_smoothed), _evidenceMax) - evidence);
    }
}
