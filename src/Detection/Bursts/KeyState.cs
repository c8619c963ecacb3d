using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Houle.Detection.Bursts;

/// <summary>What a cell remembers of an admitted key beside its open windows.</summary>
/// <remarks>112 bytes, what a minute needs first. Decayed sums are as of the key's own last hour (variances) or quarter of a day (baseline); the time
/// since is added in closed form when the key is seen again.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct KeyState
{
    public ulong Key;

    /// <summary>The last minute up to which the windows are turned.</summary>
    public int LastMinute;

    /// <summary>Reported at every tick up to this minute.</summary>
    public int FollowedUntil;

    /// <summary>The hour in which the judgement below was made; all of that hour's minutes are tested by it.</summary>
    public int JudgedHour;

    /// <summary>Squared relative error of <see cref="Share"/>.</summary>
    public float Error;

    /// <summary>Expected share of the cell's volume.</summary>
    public double Share;

    /// <summary>Variance / mean of the count of an hour, six hours and a day.</summary>
    public ThreeLengths Dispersions;

    /// <summary>Row of the dispersion table.</summary>
    public int RateClass;

    public int BornMinute;

    /// <summary>Quarters of a day in a row that were down-weighted as strange.</summary>
    public int StrangeInRow;

    /// <summary>The last hour that was strange, and the decayed number of times that strangeness began.</summary>
    public int StrangeHour;
    public float Episodes;

    /// <summary>Decayed sums of squared differences from expectation over hours, quarters and days.</summary>
    public float Squares1, Squares6, Squares24;

    /// <summary>Decayed sum of expectations, over the same hours.</summary>
    public float Expected;

    /// <summary>Decayed count and the decayed volume it came from, older than the guard band.</summary>
    public double Count, Exposure;

    /// <summary>The same with a half-life of two days: a key that grows is judged by what it has become.</summary>
    public double RecentCount, RecentExposure;

    [InlineArray(3)]
    public struct ThreeLengths
    {
        private float _first;
    }
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

    public readonly ulong SixHours => (ulong)Hours[0] + Hours[1] + Hours[2] + Hours[3] + Hours[4] + Hours[5];

    public readonly ulong Day => (ulong)Quarters[0] + Quarters[1] + Quarters[2] + Quarters[3];

    /// <summary>Counts of the windows that end at a place of the rings.</summary>
    public readonly void Count(in RingPlace at, ref PerScale<double> counts)
    {
        ReadOnlySpan<uint> fives = Fives;
        Vector512<ulong> low = Sum(fives[..8]), middle = Sum(fives[8..16]), high = Sum(fives[16..]);
        ulong hour = Vector512.Sum((low & at.Low) + (middle & at.Middle) + (high & at.High));
        counts[(int)Scale.FiveMinutes] = fives[at.Five];
        counts[(int)Scale.Hour] = hour;
        counts[(int)Scale.TwoHours] = Vector512.Sum(low + middle + high);
        counts[(int)Scale.SixHours] = SixHours;
        counts[(int)Scale.Day] = Day;

        static Vector512<ulong> Sum(ReadOnlySpan<uint> eight)
        {
            (Vector256<ulong> a, Vector256<ulong> b) = Vector256.Widen(Vector256.Create(eight));
            return Vector512.Create(a, b);
        }
    }
}

/// <summary>Where a minute stands in the rings of every key, and which fives its hour is made of: all ones or none.</summary>
internal readonly record struct RingPlace(int Five, int Hour, int Quarter, Vector512<ulong> Low, Vector512<ulong> Middle, Vector512<ulong> High)
{
    public static RingPlace Of(int minute)
    {
        int five = minute / 5 % 24;
        Span<ulong> mask = stackalloc ulong[24];
        mask.Clear();
        for (int before = 0; before < 12; before++) mask[(five + 24 - before) % 24] = ulong.MaxValue;
        return new RingPlace(
            five, minute / 60 % 6, minute / 360 % 4,
            Vector512.Create<ulong>(mask[..8]), Vector512.Create<ulong>(mask[8..16]), Vector512.Create<ulong>(mask[16..]));
    }
}
