using System.Runtime.CompilerServices;

namespace Houle.Streams.Signals;

/// <summary>A sum over the last hour: twelve bins of five minutes, the last one up to now. The same hour as a burst's
/// (<see cref="Detection.Bursts.Scale.Hour"/>).</summary>
internal struct HourSum
{
    public const int BinMinutes = 5;
    private const int BinsMax = 12;

    public int LastBin; // public: it is state, and is written as the memory it is
    public Bins Values;

    /// <summary>Start of the hour that ends with a minute.</summary>
    public static int FirstMinute(int minute) => ((minute / BinMinutes) - BinsMax + 1) * BinMinutes;

    /// <summary>Adds in a minute not before the last one.</summary>
    public void Add(int minute, long value)
    {
        Pass(minute / BinMinutes);
        Values[LastBin % BinsMax] += value;
    }

    /// <summary>The sum of the hour that ends with a minute not before the last one.</summary>
    public readonly long At(int minute)
    {
        long sum = 0;
        for (int bin = Math.Max(minute / BinMinutes, LastBin) - BinsMax + 1; bin <= LastBin; bin++)
        {
            if (bin >= 0) sum += Values[bin % BinsMax];
        }

        return sum;
    }

    private void Pass(int bin)
    {
        if (bin - LastBin >= BinsMax) Values = default;
        else for (int next = LastBin + 1; next <= bin; next++) Values[next % BinsMax] = 0;
        LastBin = Math.Max(LastBin, bin);
    }

    [InlineArray(BinsMax)]
    public struct Bins
    {
        private long _first;
    }
}
