using Houle.Simulation.Scenarios;
using NodaTime;
using NodaTime.TimeZones;

namespace Houle.Simulation.World;

/// <summary>How busy each minute of the local week is, as a factor whose mean over the week is 1.</summary>
/// <remarks>Hours are joined by straight lines from middle to middle; days change at midnight.</remarks>
public sealed class RhythmTable
{
    private const int MinutesPerWeek = 7 * 1440;
    private readonly double[] _factors = new double[MinutesPerWeek];

    public RhythmTable(Rhythm rhythm)
    {
        double sum = 0;
        for (int minute = 0; minute < MinutesPerWeek; minute++)
        {
            int ofDay = minute % 1440;
            int before = ((ofDay + 1410) / 60) % 24; // the hour whose middle lies at or before this minute
            double along = ((ofDay + 30) % 60) / 60.0;
            double hour = (rhythm.Hours[before] * (1 - along)) + (rhythm.Hours[(before + 1) % 24] * along);
            sum += _factors[minute] = hour * rhythm.Days[minute / 1440];
        }

        for (int minute = 0; minute < MinutesPerWeek; minute++) _factors[minute] *= MinutesPerWeek / sum;
    }

    /// <param name="minuteOfWeek">Local, from Monday 00:00; 0 to 10,079.</param>
    public double At(int minuteOfWeek) => _factors[minuteOfWeek];
}

/// <summary>Tells the local minute of the week; remembers the zone's offset between its changes.</summary>
public sealed class LocalWeek(DateTimeZone zone)
{
    private ZoneInterval? _interval;

    public int MinuteOfWeek(long timeMs)
    {
        Instant instant = Instant.FromUnixTimeMilliseconds(timeMs);
        if (_interval is null || !_interval.Contains(instant)) _interval = zone.GetZoneInterval(instant);
        // 1970-01-01 was a Thursday.
        long minutes = ((timeMs + _interval.WallOffset.Milliseconds) / 60_000) + (3 * 1440);
        return (int)(minutes % (7 * 1440));
    }
}
