using System.Runtime.CompilerServices;

namespace Houle.Detection.Bursts;

/// <summary>The lengths of time over which a key is compared with its expectation.</summary>
/// <remarks>Each window ends with the closed minute and begins at an aligned bin: five minutes are the current aligned five,
/// an hour the current and eleven fives before, two hours the current and 23, six hours the current and five hours before,
/// a day the current and three quarters of a day before. So they are up to one bin shorter than their name, and their
/// expectation is too. Two hours are there for what an hour does not quite show: see docs/decisions/bursts.md.</remarks>
public enum Scale
{
    FiveMinutes,
    Hour,
    TwoHours,
    SixHours,
    Day,
}

/// <summary>One value for each scale.</summary>
[InlineArray(Count)]
public struct PerScale<T>
{
    private const int Count = Scales.Count;
    private T _first;
}

/// <summary>Lengths of the scales.</summary>
public static class Scales
{
    public const int Count = 5;

    /// <summary>Minutes of a window when it is full.</summary>
    public static int Minutes(Scale scale) => scale switch
    {
        Scale.FiveMinutes => 5,
        Scale.Hour => 60,
        Scale.TwoHours => 120,
        Scale.SixHours => 360,
        _ => 1440,
    };

    /// <summary>The shortest scale of counts that come in steps of some minutes (1 to 1440): the first that is no shorter.</summary>
    public static Scale First(int stepMinutes)
    {
        Scale first = Scale.FiveMinutes;
        while (Minutes(first) < stepMinutes) first++;
        return first;
    }

    public static string Name(Scale scale) => scale switch
    {
        Scale.FiveMinutes => "5m",
        Scale.Hour => "1h",
        Scale.TwoHours => "2h",
        Scale.SixHours => "6h",
        _ => "24h",
    };
}
