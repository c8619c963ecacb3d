namespace Houle.Ingest.Feeds;

/// <summary>Reads ISO 8601 times straight from UTF-8: <c>2025-05-06T06:19:14.123+02:00</c>, with T or a space, the time,
/// seconds, fraction and offset optional.</summary>
internal static class IsoTime
{
    /// <param name="localMs">Milliseconds since 1970-01-01T00:00 on the clock that wrote it; fractions below are cut.</param>
    /// <param name="offsetMs">Its offset from UTC, 0 for Z, null when none is written.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out long localMs, out long? offsetMs)
    {
        localMs = 0;
        offsetMs = null;
        if (text.Length < 10 || text[4] != '-' || text[7] != '-') return false;
        if (!Digits(text[..4], out int year) || !Digits(text[5..7], out int month) || !Digits(text[8..10], out int day))
            return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        long days = new DateOnly(year, month, day).DayNumber - UnixEpochDay;
        localMs = days * 86_400_000;
        text = text[10..];
        if (text.IsEmpty) return true;

        if (text.Length < 6 || text[0] is not ((byte)'T' or (byte)' ' or (byte)'t') || text[3] != ':') return false;
        if (!Digits(text[1..3], out int hour) || !Digits(text[4..6], out int minute) || hour > 23 || minute > 59)
            return false;
        localMs += (hour * 3_600_000L) + (minute * 60_000L);
        text = text[6..];
        if (text.Length >= 3 && text[0] == ':')
        {
            // A leap second (60) counts as the second after it.
            if (!Digits(text[1..3], out int second) || second > 60) return false;
            localMs += second * 1000L;
            text = text[3..];
            if (!Fraction(ref text, ref localMs)) return false;
        }

        return text.IsEmpty || Offset(text, out offsetMs);
    }

    private static readonly int UnixEpochDay = new DateOnly(1970, 1, 1).DayNumber;

    private static bool Fraction(ref ReadOnlySpan<byte> text, ref long localMs)
    {
        if (text.IsEmpty || text[0] is not ((byte)'.' or (byte)',')) return true;
        int digits = 0;
        for (int unit = 100; digits + 1 < text.Length && text[digits + 1] is >= (byte)'0' and <= (byte)'9'; unit /= 10)
            localMs += (text[++digits] - '0') * unit;
        text = text[(digits + 1)..];
        return digits > 0;
    }

    private static bool Offset(ReadOnlySpan<byte> text, out long? offsetMs)
    {
        offsetMs = null;
        if (text.Length == 1 && text[0] is (byte)'Z' or (byte)'z')
        {
            offsetMs = 0;
            return text.Length == 1;
        }

        if (text[0] is not ((byte)'+' or (byte)'-') || text.Length is not (3 or 5 or 6)) return false;
        if (text.Length == 6 && text[3] != ':') return false;
        int minutes = 0;
        if (!Digits(text[1..3], out int hours) || (text.Length > 3 && !Digits(text[^2..], out minutes))) return false;
        if (hours > 18 || minutes > 59) return false;
        offsetMs = ((hours * 60L) + minutes) * 60_000 * (text[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool Digits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (byte b in text)
        {
            int digit = b - '0';
            if ((uint)digit > 9) return false;
            value = (value * 10) + digit;
        }

        return true;
    }
}
