namespace Houle.Streams.Windows;

/// <summary>The base window: one minute, tumbling, aligned to Unix time.</summary>
public static class Minutes
{
    public const long LengthMs = 60_000;

    /// <summary>Start of the minute that contains a time at or after 1970.</summary>
    public static long StartOf(long timeMs) => timeMs - (timeMs % LengthMs);

    /// <summary>Whether a minute is closed at a stream time: its end plus grace has been reached.</summary>
    public static bool IsClosed(long startMs, long graceMs, long streamTimeMs) =>
        startMs + LengthMs + graceMs <= streamTimeMs;

    /// <summary>Number of the first minute (since 1970) that is not closed at a stream time.</summary>
    public static long FirstOpen(long graceMs, long streamTimeMs) => (streamTimeMs - graceMs) / LengthMs;
}
