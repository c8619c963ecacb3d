using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Houle.Detection.Bursts;

/// <summary>What a cell remembers of an admitted key beside its open windows.</summary>
/// <remarks>72 bytes. Decayed sums are as of the key's own last hour (variances) or quarter of a day (baseline); the time
/// since is added in closed form when the key is seen again.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct KeyState
{
    public ulong Key;

    /// <summary>The last minute up to which the windows are turned.</summary>
    public int LastMinute;

    public int BornMinute;

    /// <summary>Reported at every tick up to this minute.</summary>
    public int FollowedUntil;

    /// <summary>Quarters of a day in a row that were down-weighted as strange.</summary>
    public int StrangeInRow;

    /// <summary>Decayed sums of squared differences from expectation over hours, quarters and days.</summary>
    public float Squares1, Squares6, Squares24;

    /// <summary>Decayed sum of expectations, over the same hours.</summary>
    public float Expected;

    /// <summary>Decayed count and the decayed volume it came from, older than the guard band.</summary>
    public double Count, Exposure;

    /// <summary>The same with a half-life of two days: a key that grows is judged by what it has become.</summary>
    public double RecentCount, RecentExposure;
}

/// <summary>Open windows of a key: counts of the last 24 fives, 6 hours and 4 quarters of a day, in rings.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct KeyWindows
{
    public Ring24 Fives;
    public Ring6 Hours;
    public Ring4 Quarters;

    /// <summary>Count and authenticity-weighted count, both decayed with a half-life of six hours: their ratio is reported.</summary>
    public float Plain, Authentic;

    [InlineArray(24)]
    public struct Ring24
    {
        private uint _first;
    }

    [InlineArray(6)]
    public struct Ring6
    {
        private uint _first;
    }

    [InlineArray(4)]
    public struct Ring4
    {
        private uint _first;
    }

    public readonly ulong SumFives()
    {
        ulong sum = 0;
        foreach (uint count in (ReadOnlySpan<uint>)Fives) sum += count;
        return sum;
    }

    /// <summary>The current five minutes, of number <paramref name="five"/>, and eleven before.</summary>
    public readonly ulong SumHour(int five)
    {
        ulong sum = 0;
        ReadOnlySpan<uint> fives = Fives;
        int at = five % 24;
        if (at >= 11)
        {
            foreach (uint count in fives.Slice(at - 11, 12)) sum += count;
            return sum;
        }

        foreach (uint count in fives[..(at + 1)]) sum += count;
        foreach (uint count in fives[(at + 13)..]) sum += count;
        return sum;
    }

    public readonly ulong SumHours()
    {
        ulong sum = 0;
        foreach (uint count in (ReadOnlySpan<uint>)Hours) sum += count;
        return sum;
    }

    public readonly ulong SumQuarters()
    {
        ulong sum = 0;
        foreach (uint count in (ReadOnlySpan<uint>)Quarters) sum += count;
        return sum;
    }
}
