using System.Buffers;
using System.Runtime.InteropServices;

namespace Houle.Detection.Bursts;

/// <summary>The volume of a cell, observed and expected: the clock by which its keys are measured.</summary>
/// <remarks>A key's expected count is its share of the volume times the volume that ran through the window. That volume is
/// the expected one of the hours of the week times observed / expected, shrunk towards 1 by <see cref="Ballast"/>
/// imagined counts: a large city's surge lifts all its keys, while a small town's few counts say little about its
/// volume.</remarks>
internal sealed class CellVolume
{
    /// <summary>Days that a gap, and so a key, is remembered.</summary>
    public const int KeepDays = 35;

    private const int HoursKept = (KeepDays + 2) * 24, QuartersKept = (KeepDays + 2) * 4;

    // Hours whose volume swings by about 30% beside its own noise are usual: ballast = dispersion / 0.3^2.
    private const double BallastPerDispersion = 11;

    private readonly WeekProfile _profile;
    private readonly Decay _decay;
    private readonly long[] _fives = new long[24], _hours = new long[6], _quarters = new long[4];
    private readonly GapSums _hourSums = new(HoursKept), _hourSquares = new(HoursKept);
    private readonly GapSums _quarterSums = new(QuartersKept), _quarterSquares = new(QuartersKept), _daySquares = new(QuartersKept);
    private PerScale<double> _observed, _expected;
    private Clock _clock;

    public CellVolume(double halfLifeDays)
    {
        _profile = new WeekProfile(Math.Max(14, halfLifeDays));
        _decay = new Decay(halfLifeDays, HoursKept);
    }

    public Decay Decay => _decay;

    /// <summary>The first minute ever, 0 before it.</summary>
    public int FirstMinute => _clock.First;

    /// <summary>The last minute that was closed.</summary>
    public int LastMinute => _clock.Last;

    /// <summary>Variance / mean of the whole volume, set by the detector when an hour closes.</summary>
    public double Dispersion { get => _clock.Dispersion; set => _clock.Dispersion = value; }

    /// <summary>Imagined counts that hold observed / expected near 1.</summary>
    public double Ballast => BallastPerDispersion * Dispersion;

    /// <summary>Expected volume of an hour, taken over the week.</summary>
    public double MeanPerHour => _clock.MeanPerHour;

    private int Learned => _clock.Last - _clock.First;

    /// <summary>Goes on to a minute, closing the hours and quarters before it.</summary>
    /// <returns>Number of hours closed.</returns>
    public int Advance(int minute)
    {
        if (_clock.First == 0) _clock = new Clock { First = minute, Last = minute, Dispersion = 2 };
        int from = _clock.Last;
        int hour = minute / 60, fromHour = from / 60;
        if (hour - fromHour >= HoursKept - 24) fromHour = Forget(minute);
        for (int h = fromHour; h < hour; h++) CloseHour(h);
        Turn(_fives, from / 5, minute / 5);
        Turn(_hours, from / 60, hour);
        Turn(_quarters, from / 360, minute / 360);
        _clock.Last = minute;
        return hour - fromHour;
    }

    /// <summary>Adds the minute's volume and brings the windows up to date.</summary>
    public void Add(long count)
    {
        int minute = _clock.Last;
        _fives[minute / 5 % 24] += count;
        _hours[minute / 60 % 6] += count;
        _quarters[minute / 360 % 4] += count;
        _observed[(int)Scale.Hour] = 0;
        _observed[0] = _fives[minute / 5 % 24];
        for (int before = 0; before < 12; before++) _observed[(int)Scale.Hour] += _fives[((minute / 5) - before) % 24];
        _observed[(int)Scale.TwoHours] = Sum(_fives);
        _observed[(int)Scale.SixHours] = Sum(_hours);
        _observed[(int)Scale.Day] = Sum(_quarters);
        ExpectWindows(minute);
    }

    /// <summary>Volume that ran through a window, as a key that has <paramref name="own"/> of its counts and the given share
    /// should see it: of all others' counts, raised to the whole.</summary>
    public double Volume(int scale, double own, double share)
    {
        double observed = _observed[scale], expected = _expected[scale];
        double others = Math.Max(0, observed - own), left = Math.Max(0.05, 1 - share);
        return expected <= 0 ? others / left : expected * (others + Ballast) / ((expected * left) + Ballast);
    }

    /// <summary>Squared relative error of <see cref="Volume"/>.</summary>
    public double VolumeError(int scale) => Dispersion / (Math.Max(0, _expected[scale]) + Ballast);

    /// <summary>Volume of one closed hour, as each of the following of the last 37 days.</summary>
    public double HourVolume(int hour) => HoursBetween(hour - 1, hour);

    /// <summary>Volume of one closed quarter of a day.</summary>
    public double QuarterVolume(int quarter) => QuartersBetween(quarter - 1, quarter);

    /// <summary>Volume of the four quarters that end with this one.</summary>
    public double DayVolume(int quarter)
    {
        double sum = 0;
        for (int before = 3; before >= 0; before--) sum += QuarterVolume(quarter - before);
        return sum;
    }

    public double HoursBetween(int from, int to) => _hourSums.Over(from, to, _decay.OverHours(to - from));

    public double HourSquaresBetween(int from, int to) => _hourSquares.Over(from, to, _decay.OverHours(to - from));

    public double QuartersBetween(int from, int to) => _quarterSums.Over(from, to, _decay.OverHours(6 * (to - from)));

    public double QuarterSquaresBetween(int from, int to) => _quarterSquares.Over(from, to, _decay.OverHours(6 * (to - from)));

    public double DaySquaresBetween(int from, int to) => _daySquares.Over(from, to, _decay.OverHours(6 * (to - from)));

    /// <summary>After a gap longer than anything is remembered: windows, sums and learning begin anew, the profile stays.</summary>
    private int Forget(int minute)
    {
        _clock.First = minute;
        Array.Clear(_fives);
        Array.Clear(_hours);
        Array.Clear(_quarters);
        return (minute / 60) - 24;
    }

    private void CloseHour(int hour)
    {
        double observed = _hours[hour % 6], expected = _profile.Rate(hour);
        double volume = Blend(observed, expected);
        _hourSums.Add(hour, volume, _decay.PerHour);
        _hourSquares.Add(hour, volume * volume, _decay.PerHour);
        _clock.MeanPerHour += (volume - _clock.MeanPerHour) / Math.Min(168, ++_clock.HoursClosed);

        // An empty hour where many counts belong is missing data; one far above expectation is a surge, not the rhythm.
        bool isMissing = observed == 0 && expected > 10 * Dispersion;
        if (!isMissing) _profile.Learn(hour, Learned > 3 * 1440 ? Math.Min(observed, (3 * expected) + (10 * Dispersion)) : observed);
        if (hour % 6 == 5) CloseQuarter(hour / 6);
        _hours[(hour + 1) % 6] = 0;
    }

    private void CloseQuarter(int quarter)
    {
        double expected = 0;
        for (int hour = quarter * 6; hour < (quarter * 6) + 6; hour++) expected += _profile.Rate(hour);
        double perQuarter = _decay.OverHours(6), volume = Blend(_quarters[quarter % 4], expected);
        _quarterSums.Add(quarter, volume, perQuarter);
        _quarterSquares.Add(quarter, volume * volume, perQuarter);
        double day = DayVolume(quarter);
        _daySquares.Add(quarter, day * day, perQuarter);
        _quarters[(quarter + 1) % 4] = 0;
    }

    private double Blend(double observed, double expected) =>
        Learned < 1440 || expected <= 0 ? observed : expected * (observed + Ballast) / (expected + Ballast);

    /// <summary>Expected volume of the open windows.</summary>
    private void ExpectWindows(int minute)
    {
        int hour = minute / 60;
        double now = _profile.Rate(hour) / 60, before = _profile.Rate(hour - 1) / 60;
        _expected[(int)Scale.FiveMinutes] = now * ((minute % 5) + 1);
        int start = ((minute / 5) - 11) * 5, inHour = Math.Min(minute - start, minute % 60) + 1;
        _expected[(int)Scale.Hour] = (now * inHour) + (before * (minute - start + 1 - inHour));
        double part = now * ((minute % 60) + 1), inTwo = 120 - 4 + (minute % 5) - (minute % 60) - 1;
        _expected[(int)Scale.TwoHours] = part + (before * Math.Min(60, inTwo))
            + (_profile.Rate(hour - 2) / 60 * Math.Max(0, inTwo - 60));
        double six = part, day = part;
        for (int h = hour - 5; h < hour; h++) six += _profile.Rate(h);
        for (int h = ((minute / 360) - 3) * 6; h < hour; h++) day += _profile.Rate(h);
        (_expected[(int)Scale.SixHours], _expected[(int)Scale.Day]) = (six, day);
    }

    private static void Turn(long[] ring, int from, int to)
    {
        for (int bin = Math.Max(from + 1, to - ring.Length + 1); bin <= to; bin++) ring[bin % ring.Length] = 0;
    }

    private static long Sum(long[] ring)
    {
        long sum = 0;
        foreach (long count in ring) sum += count;
        return sum;
    }

    public void Write(IBufferWriter<byte> to)
    {
        StateWriter.Write(to, _clock);
        foreach (long[] ring in (long[][])[_fives, _hours, _quarters]) StateWriter.Write<long>(to, ring);
        foreach (GapSums sums in (GapSums[])[_hourSums, _hourSquares, _quarterSums, _quarterSquares, _daySquares]) sums.Write(to);
        _profile.Write(to);
    }

    public void Read(ref StateReader from)
    {
        _clock = from.Read<Clock>();
        foreach (long[] ring in (long[][])[_fives, _hours, _quarters]) from.Read<long>(ring);
        foreach (GapSums sums in (GapSums[])[_hourSums, _hourSquares, _quarterSums, _quarterSquares, _daySquares]) sums.Read(ref from);
        _profile.Read(ref from);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Clock
    {
        public int First, Last;
        public double Dispersion, MeanPerHour, HoursClosed;
    }
}
