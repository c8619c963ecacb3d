using System.Buffers;

namespace Houle.Detection.Bursts;

/// <summary>Expected volume of a cell for each hour of the week: the hour of the week leans on the hour of the day, and that
/// on the mean, until it has been seen often enough.</summary>
/// <param name="halfLifeDays">Days after which an hour counts half, above 0.</param>
public sealed class WeekProfile(double halfLifeDays)
{
    private const int Week = 168;

    // An hour of the week counts beside 1.5 imagined weeks of its hour of the day, that beside one imagined day of the mean.
    private const double WeeksOfDay = 1.5, DaysOfMean = 1;

    private readonly double[] _counts = new double[Week + 24 + 1];
    private readonly double[] _weights = new double[Week + 24 + 1];
    private readonly double _perWeek = Math.Pow(2, -7 / halfLifeDays);
    private readonly double _perDay = Math.Pow(2, -1 / halfLifeDays);
    private readonly double _perHour = Math.Pow(2, -1 / (24 * halfLifeDays));

    /// <summary>Decayed number of hours learned.</summary>
    public double Hours => _weights[Week + 24];

    /// <summary>Expected count of an hour (since 1970).</summary>
    public double Rate(int hour)
    {
        if (_weights[Week + 24] == 0) return 0;
        double mean = _counts[Week + 24] / _weights[Week + 24];
        int day = Week + (hour % 24), week = hour % Week;
        double daily = (_counts[day] + (DaysOfMean * mean)) / (_weights[day] + DaysOfMean);
        return (_counts[week] + (WeeksOfDay * daily)) / (_weights[week] + WeeksOfDay);
    }

    /// <summary>Learns an hour (since 1970), after those before it.</summary>
    public void Learn(int hour, double count)
    {
        Add(hour % Week, count, _perWeek);
        Add(Week + (hour % 24), count, _perDay);
        Add(Week + 24, count, _perHour);
    }

    private void Add(int slot, double count, double decay)
    {
        _counts[slot] = (_counts[slot] * decay) + count;
        _weights[slot] = (_weights[slot] * decay) + 1;
    }

    /// <summary>Appends its state.</summary>
    public void Write(IBufferWriter<byte> to)
    {
        StateWriter.Write<double>(to, _counts);
        StateWriter.Write<double>(to, _weights);
    }

    /// <summary>Takes up what <see cref="Write"/> wrote.</summary>
    public void Read(ref StateReader from)
    {
        from.Read<double>(_counts);
        from.Read<double>(_weights);
    }
}
