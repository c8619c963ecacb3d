namespace Houle.Detection.Series;

/// <summary>Evidence to alerts: one an event, then rest.</summary>
internal sealed class AlertRule(SpikeDetectorOptions options)
{
    private double _restUntil, _threshold;
    private long _riseAt;

    /// <param name="evidence">Mean over all views.</param>
    /// <param name="seen">Points seen, this one included.</param>
    public SpikeVerdict Next(double evidence, long seen)
    {
        if (seen >= _riseAt) Rise(seen);
        double score = evidence / (evidence + _threshold);
        if (evidence < _threshold) return new SpikeVerdict(score, false);
        bool isRested = seen > _restUntil && seen > options.LearningPoints;
        bool isStrong = options.ProlongFactor > 0 && evidence >= options.ProlongFactor * _threshold;
        if (isRested || (isStrong && seen <= _restUntil)) _restUntil = seen + Math.Max(options.RestPoints, options.RestShare * seen);
        // While it rests the score stays under the threshold too.
        return new SpikeVerdict(isRested ? score : score / 2, isRested);
    }

    /// <summary>The threshold follows a logarithm, so a new one every thousandth of the points seen is enough.</summary>
    private void Rise(long seen)
    {
        _threshold = options.Threshold + options.ThresholdRise * Math.Log10(Math.Max(1, seen / options.RiseFromPoints));
        _riseAt = seen + seen / 1024 + 1;
    }
}
