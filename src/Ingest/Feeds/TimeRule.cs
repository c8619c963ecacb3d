using System.Buffers.Text;
using System.Globalization;
using System.Text;
using NodaTime;
using NodaTime.Text;
using NodaTime.TimeZones;

namespace Houle.Ingest.Feeds;

/// <summary>How a feed writes times: their form, and the zone of those without an offset.</summary>
/// <remarks>Local times that summer time repeats are taken as the earlier of the two; those that it skips are moved
/// forward by what was skipped (NodaTime's lenient resolver).</remarks>
public sealed class TimeRule
{
    private const long DayMs = 86_400_000;
    private readonly LocalDateTimePattern? _pattern;
    private Stretch _stretch = new(long.MaxValue, long.MaxValue, 0);

    private TimeRule(string format, DateTimeZone zone, bool ignoreOffset, LocalDateTimePattern? pattern)
    {
        Format = format;
        Zone = zone;
        IgnoreOffset = ignoreOffset;
        _pattern = pattern;
    }

    public static TimeRule Utc { get; } = new("iso", DateTimeZone.Utc, ignoreOffset: false, pattern: null);

    /// <summary><c>iso</c>, <c>unix_s</c>, <c>unix_ms</c>, or a pattern of NodaTime for a local date and time.</summary>
    public string Format { get; }

    public DateTimeZone Zone { get; }

    /// <summary>A Z or offset in the value is decoration: the time is local to <see cref="Zone"/>.</summary>
    public bool IgnoreOffset { get; }

    /// <exception cref="FormatException">The zone or the pattern is unknown; the message says which.</exception>
    public static TimeRule Create(string format, string zone, bool ignoreOffset)
    {
        DateTimeZone found = DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) ?? throw new FormatException(
            $"zone is '{zone}'; it must be a name of the time zone database, such as Europe/Paris or UTC");
        if (format is "iso" or "unix_s" or "unix_ms") return new TimeRule(format, found, ignoreOffset, null);
        try
        {
            return new TimeRule(
                format, found, ignoreOffset, LocalDateTimePattern.CreateWithInvariantCulture(format));
        }
        catch (InvalidPatternException e)
        {
            throw new FormatException(
                $"format is '{format}'; it must be iso, unix_s, unix_ms or a pattern such as dd/MM/yyyy HH:mm ({e.Message})",
                e);
        }
    }

    /// <returns>Unix milliseconds.</returns>
    public bool TryParse(ReadOnlySpan<byte> text, out long timeMs)
    {
        text = text.Trim((byte)' ');
        switch (Format)
        {
            case "iso": return TryParseIso(text, out timeMs);
            case "unix_ms": return Utf8Parser.TryParse(text, out timeMs, out int used) && used == text.Length;
            case "unix_s": return TryParseSeconds(text, out timeMs);
        }

        ParseResult<LocalDateTime> parsed = _pattern!.Parse(Encoding.UTF8.GetString(text));
        timeMs = parsed.Success ? FromLocal(LocalMs(parsed.Value)) : 0;
        return parsed.Success;
    }

    private static bool TryParseSeconds(ReadOnlySpan<byte> text, out long timeMs)
    {
        if (Utf8Parser.TryParse(text, out long seconds, out int used) && used == text.Length
            && Math.Abs(seconds) < 1_000_000_000_000)
        {
            timeMs = seconds * 1000;
            return true;
        }

        bool isFraction = decimal.TryParse(
            text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
            out decimal value) && Math.Abs(value) < 1_000_000_000_000m;
        timeMs = isFraction ? (long)decimal.Floor(value * 1000) : 0;
        return isFraction;
    }

    private bool TryParseIso(ReadOnlySpan<byte> text, out long timeMs)
    {
        if (!IsoTime.TryParse(text, out long localMs, out long? offsetMs))
        {
            timeMs = 0;
            return false;
        }

        timeMs = offsetMs is { } offset && !IgnoreOffset ? localMs - offset : FromLocal(localMs);
        return true;
    }

    /// <summary>From milliseconds since 1970 on the zone's own clock to those of UTC.</summary>
    private long FromLocal(long localMs)
    {
        Stretch stretch = _stretch;
        if (localMs >= stretch.FromMs && localMs < stretch.ToMs) return localMs - stretch.OffsetMs;
        LocalDateTime local = new LocalDateTime(1970, 1, 1, 0, 0).PlusMilliseconds(localMs);
        Instant instant = local.InZone(Zone, Resolvers.LenientResolver).ToInstant();
        ZoneInterval interval = Zone.GetZoneInterval(instant);

        // A day away from the transitions the offset is the same for all: remember the stretch.
        _stretch = new Stretch(
            interval.HasStart ? LocalMs(interval.IsoLocalStart) + DayMs : long.MinValue,
            interval.HasEnd ? LocalMs(interval.IsoLocalEnd) - DayMs : long.MaxValue,
            interval.WallOffset.Milliseconds);
        return instant.ToUnixTimeMilliseconds();
    }

    private static long LocalMs(LocalDateTime local) =>
        local.InUtc().ToInstant().ToUnixTimeMilliseconds();

    /// <summary>Local times that share an offset; replaced as a whole, so that threads may share a rule.</summary>
    private sealed record Stretch(long FromMs, long ToMs, long OffsetMs);
}
