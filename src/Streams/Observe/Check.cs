using System.Buffers;

namespace Houle.Streams.Observe;

/// <summary>What any well-formed event keeps to, whoever wrote it. Each check names what is wrong, or returns null.</summary>
internal static class Check
{
    private static readonly SearchValues<byte> Forbidden = SearchValues.Create(
        [.. Enumerable.Range(0, 128).Where(b => b is < 0x20 or 0x7F or (>= 'A' and <= 'Z')).Select(b => (byte)b)]);

    public const long TimeMinMs = 946_684_800_000; // 2000-01-01
    public const int IdBytesMax = 64;
    public const int EventIdBytesMax = 256;
    public const int ListMax = 64;
    public const double WeightMax = 1e7;
    public const long CounterMax = 1_000_000_000_000;

    public static string? EventId(ReadOnlySpan<byte> id) =>
        id.Length is > 0 and <= EventIdBytesMax ? null : "event_id must have 1 to 256 bytes";

    public static string? Time(long timeMs) => timeMs >= TimeMinMs ? null : "occurred_at is before 2000";

    public static string? Weight(double weight) =>
        weight is >= 0 and <= WeightMax ? null : "weight must be 0 to 10,000,000";

    public static string? Counter(long value, string problem) => value is >= 0 and <= CounterMax ? null : problem;

    /// <summary>An id: 1 to 64 bytes, no ASCII capital, no control character.</summary>
    public static string? Id(ReadOnlySpan<byte> id, string problem)
    {
        return id.Length is 0 or > IdBytesMax || id.ContainsAny(Forbidden) ? problem : null;
    }

    /// <summary>As <see cref="Id"/>; empty stands for none.</summary>
    public static string? OptionalId(ReadOnlySpan<byte> id, string problem) => id.IsEmpty ? null : Id(id, problem);

    public static long Millionths(double weight) => (long)Math.Round(weight * 1e6, MidpointRounding.AwayFromZero);
}
