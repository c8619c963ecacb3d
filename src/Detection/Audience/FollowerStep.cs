namespace Houle.Detection.Audience;

/// <summary>Followers that came between two counts, against what usually comes in that time.</summary>
/// <param name="Gained">Of the later count more than of the earlier; below 0 when lost.</param>
/// <param name="Expected">What the usual growth brings.</param>
/// <param name="Low">Lower end of what it brings in 95 of 100 cases.</param>
/// <param name="High">Upper end.</param>
/// <param name="P">Chance of so much or more, 0 to 1.</param>
/// <param name="Days">Between the counts, above 0.</param>
/// <remarks>The daily change of ln followers as a Laplace variable about its usual mean, whose scale is its mean absolute deviation:
/// beyond x it lies with chance exp(-(x - mean) / scale) / 2, and within ln 20 scales of the mean in 95 of 100 cases. Heavier in the
/// tails than a normal one, as growth is.</remarks>
public readonly record struct FollowerStep(long Gained, double Expected, double Low, double High, double P, double Days)
{
    private static readonly double Scales95 = Math.Log(20);

    /// <param name="now">The creator after the count; a spike has left what is usual as it was.</param>
    /// <param name="before">Followers at the earlier count.</param>
    /// <param name="beforeMinute">When that was; before <see cref="CreatorState.FollowersAtMinute"/>.</param>
    public static FollowerStep Of(in CreatorState now, long before, int beforeMinute)
    {
        double days = Math.Max(1, now.FollowersAtMinute - beforeMinute) / 1440.0;
        double mean = now.GrowthMean, scale = Math.Max(now.GrowthDeviation, CreatorMonitor.DeviationLeast);
        double growth = Math.Log((now.Followers + 20.0) / (before + 20.0)) / days;
        double tail = Math.Exp(-Math.Abs(growth - mean) / scale) / 2;
        return new FollowerStep(
            now.Followers - before, Gain(mean), Gain(mean - (Scales95 * scale)), Gain(mean + (Scales95 * scale)), growth >= mean ? tail : 1 - tail, days);

        double Gain(double daily) => before * (Math.Exp(daily * days) - 1);
    }
}
