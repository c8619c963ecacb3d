using System.Runtime.CompilerServices;

namespace Houle.Streams.Signals;

/// <summary>Counts of the last 24 hours of the clock, one each.</summary>
internal struct DayHours
{
    public const int HoursMax = 24;

    public int LastHour; // public: it is state, and is written as the memory it is
    public Hours Values;

    /// <summary>Adds in an hour not before the last one.</summary>
    public void Add(int hour, long count)
    {
        if (hour - LastHour >= HoursMax) Values = default;
        else for (int next = LastHour + 1; next <= hour; next++) Values[next % HoursMax] = 0;
        LastHour = Math.Max(LastHour, hour);
        Values[LastHour % HoursMax] += count;
    }

    /// <summary>The sum of an hour not before the last one and of those before it.</summary>
    /// <param name="hours">How many, that one counted: 1 to 24.</param>
    public readonly long At(int hour, int hours)
    {
        long sum = 0;
        for (int past = Math.Max(0, hour - hours + 1); past <= LastHour; past++) sum += Values[past % HoursMax];
        return sum;
    }

    [InlineArray(HoursMax)]
    public struct Hours
    {
        private long _first;
    }
}
