namespace Houle.Detection.Bursts;

/// <summary>Exponential forgetting by the hour, with its powers at hand: a gap of any length costs one multiplication.</summary>
internal sealed class Decay
{
    private readonly double[] _powers, _sums;

    public Decay(double halfLifeDays, int hoursMax)
    {
        _powers = new double[hoursMax + 1];
        for (int hours = 0; hours <= hoursMax; hours++) _powers[hours] = Math.Exp(-hours * Math.Log(2) / (24 * halfLifeDays));
        PerHour = _powers[1];
        _sums = new double[hoursMax + 2];
        for (int hours = 1; hours < _sums.Length; hours++) _sums[hours] = (1 - OverHours(hours)) / (1 - PerHour);
    }

    public double PerHour { get; }

    /// <summary>What is left after some hours; nothing beyond the longest that is kept.</summary>
    public double OverHours(int hours) => (uint)hours < (uint)_powers.Length ? _powers[hours] : 0;

    /// <summary>Decayed number of hours in a stretch of that many: 1 + d + d^2 + ...</summary>
    public double Sum(int hours) => hours <= 0 ? 0 : _sums[Math.Min(hours, _sums.Length - 1)];
}
