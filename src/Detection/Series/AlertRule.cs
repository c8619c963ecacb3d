namespace Houle.Detection.Series;

/// <summary>Evidence to alerts: one an event, then rest; afterwards again only where the evidence rises.</summary>
internal sealed class AlertRule(SpikeDetectorOptions options)
{
    private double _restUntil, _before;

    /// <param name="evidence">Root mean square over all views.</param>
    /// <param name="seen">Points seen, this one included.</param>
    public SpikeVerdict Next(double evidence, long seen)
    {
        bool isRising = evidence > _before;
        _before = evidence;
        double score = evidence / (evidence + options.Threshold);
        if (evidence < options.Threshold) return new SpikeVerdict(score, false);
        // While it rests, and while what is left of an event only fades, the score stays under the threshold too.
        if (!isRising || seen <= _restUntil || seen <= options.LearningPoints) return new SpikeVerdict(score / 2, false);
        _restUntil = seen + Math.Max(options.RestPoints, options.RestShare * seen);
        return new SpikeVerdict(score, true);
    }
}
