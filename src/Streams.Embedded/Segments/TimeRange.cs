namespace Houle.Streams.Embedded.Segments;

/// <summary>The smallest and the largest timestamp of a segment's records, Unix milliseconds, both included.</summary>
internal readonly record struct TimeRange(long MinMs, long MaxMs)
{
    public static TimeRange None => new(long.MaxValue, long.MinValue);

    public TimeRange With(long timestampMs) => new(Math.Min(MinMs, timestampMs), Math.Max(MaxMs, timestampMs));
}
