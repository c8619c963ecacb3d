using System.Globalization;
using Houle.Avro.Schemas;

namespace Houle.Avro.Logical;

/// <summary>Days and times as Avro counts them (from 1970-01-01, leap seconds left out), and as .NET has them.</summary>
/// <remarks>.NET's types hold the years 1 to 9999 in steps of 100 ns: what lies outside is an error, nanoseconds are cut down.
/// As text every number has its date: years outside 0 to 9999 with a sign, as ISO 8601 has them.</remarks>
public static class AvroTime
{
    private const int DaysIn400Years = 146_097;
    private const int DayNumber1970 = 719_162;
    private const long TicksPerNanosecond100 = 100;

    /// <exception cref="OverflowException">The year is not 1 to 9999.</exception>
    public static DateOnly ToDate(int days) => days is >= -DayNumber1970 and <= 2_932_896
        ? DateOnly.FromDayNumber(DayNumber1970 + days) : throw new OverflowException($"day {days} is {DateText(days)}, beyond a DateOnly");

    public static int FromDate(DateOnly date) => date.DayNumber - DayNumber1970;

    /// <param name="time">Since midnight, in units of <paramref name="unitsPerSecond"/>: 1,000 or 1,000,000.</param>
    /// <param name="unitsPerSecond">See <see cref="UnitsPerSecond"/>.</param>
    /// <exception cref="OverflowException">Not within a day.</exception>
    public static TimeOnly ToTime(long time, int unitsPerSecond) => time >= 0 && time < 86_400L * unitsPerSecond
        ? new TimeOnly(time * (TimeSpan.TicksPerSecond / unitsPerSecond)) : throw new OverflowException($"{time} is not a time of day");

    public static long FromTime(TimeOnly time, int unitsPerSecond) => time.Ticks / (TimeSpan.TicksPerSecond / unitsPerSecond);

    /// <summary>The date and time of a timestamp: in UTC, or of no zone for a local one.</summary>
    /// <exception cref="OverflowException">The year is not 1 to 9999.</exception>
    public static DateTime ToDateTime(long timestamp, int unitsPerSecond)
    {
        Int128 ticks = unitsPerSecond > TimeSpan.TicksPerSecond
            ? FloorDiv(timestamp, TicksPerNanosecond100) : (Int128)timestamp * (TimeSpan.TicksPerSecond / unitsPerSecond);
        ticks += DateTime.UnixEpoch.Ticks;
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks
            ? new DateTime((long)ticks) : throw new OverflowException($"{timestamp} is {TimestampText(timestamp, unitsPerSecond)}, beyond a DateTime");
    }

    /// <exception cref="OverflowException">Nanoseconds reach the years 1677 to 2262 only.</exception>
    public static long FromDateTime(DateTime time, int unitsPerSecond)
    {
        long ticks = time.Ticks - DateTime.UnixEpoch.Ticks;
        return unitsPerSecond > TimeSpan.TicksPerSecond
            ? checked(ticks * TicksPerNanosecond100) : FloorDiv(ticks, TimeSpan.TicksPerSecond / unitsPerSecond);
    }

    /// <summary>1,000 for millis, 1,000,000 for micros, 1,000,000,000 for nanos; 0 for what is no time.</summary>
    public static int UnitsPerSecond(LogicalKind kind) => kind switch
    {
        LogicalKind.TimeMillis or LogicalKind.TimestampMillis or LogicalKind.LocalTimestampMillis => 1_000,
        LogicalKind.TimeMicros or LogicalKind.TimestampMicros or LogicalKind.LocalTimestampMicros => 1_000_000,
        LogicalKind.TimestampNanos or LogicalKind.LocalTimestampNanos => 1_000_000_000,
        _ => 0,
    };

    /// <summary>Such as <c>2025-01-31</c>, <c>-0001-12-31</c>, <c>+12345-01-01</c>.</summary>
    public static string DateText(long days)
    {
        long number = days + DayNumber1970;
        long cycle = FloorDiv(number, DaysIn400Years);
        DateOnly date = DateOnly.FromDayNumber((int)(number - cycle * DaysIn400Years)); // years 1 to 400 have the same calendar
        long year = date.Year + 400 * cycle;
        string sign = year < 0 ? "-" : year > 9999 ? "+" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{Math.Abs(year):0000}-{date.Month:00}-{date.Day:00}");
    }

    /// <summary>Such as <c>23:59:59.999</c>, with as many digits as the unit has; null when it is not within a day.</summary>
    public static string? TimeText(long time, int unitsPerSecond)
    {
        if (time < 0 || time >= 86_400L * unitsPerSecond) return null;
        (long seconds, long fraction) = Math.DivRem(time, unitsPerSecond);
        string digits = fraction.ToString(CultureInfo.InvariantCulture).PadLeft(Digits(unitsPerSecond), '0');
        return string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}.{digits}");
    }

    /// <summary>Such as <c>2025-01-01T00:00:00.123456</c>; UTC has a <c>Z</c> to be added.</summary>
    public static string TimestampText(long timestamp, int unitsPerSecond)
    {
        long perDay = 86_400L * unitsPerSecond;
        long day = FloorDiv(timestamp, perDay);
        return $"{DateText(day)}T{TimeText((long)(timestamp - (Int128)day * perDay), unitsPerSecond)}";
    }

    private static int Digits(int unitsPerSecond) => unitsPerSecond switch { 1_000 => 3, 1_000_000 => 6, _ => 9 };

    private static long FloorDiv(long value, long by)
    {
        (long quotient, long rest) = Math.DivRem(value, by);
        return rest < 0 ? quotient - 1 : quotient;
    }
}
