using System.Text;
using Houle.Ingest.Feeds;
using NodaTime;
using NodaTime.TimeZones;

namespace Houle.Ingest.Tests.Feeds;

public sealed class TimeRuleTests
{
    [Theory]
    [InlineData("iso", "UTC", false, "2025-05-06T06:19:14Z", "2025-05-06T06:19:14Z")]
    [InlineData("iso", "UTC", false, "2025-05-06 06:19:14.1239", "2025-05-06T06:19:14.123Z")]
    [InlineData("iso", "UTC", false, "2025-05-06T06:19", "2025-05-06T06:19:00Z")]
    [InlineData("iso", "UTC", false, "2025-05-06", "2025-05-06T00:00:00Z")]
    [InlineData("iso", "UTC", false, "2025-05-06T06:19:14+02:00", "2025-05-06T04:19:14Z")]
    [InlineData("iso", "UTC", false, "2025-05-06T06:19:14-0330", "2025-05-06T09:49:14Z")]
    [InlineData("iso", "Europe/Paris", false, "2025-07-01T12:00:00Z", "2025-07-01T12:00:00Z")]
    [InlineData("iso", "Europe/Paris", false, "2025-07-01T12:00:00", "2025-07-01T10:00:00Z")]
    [InlineData("iso", "Australia/Melbourne", true, "2016-01-01T00:00:00Z", "2015-12-31T13:00:00Z")]
    [InlineData("unix_s", "UTC", false, "1629064892", "2021-08-15T22:01:32Z")]
    [InlineData("unix_s", "UTC", false, "1629064892.25", "2021-08-15T22:01:32.250Z")]
    [InlineData("unix_ms", "UTC", false, "1629064892250", "2021-08-15T22:01:32.250Z")]
    [InlineData("dd/MM/yyyy HH:mm", "Europe/Paris", false, "01/07/2025 12:00", "2025-07-01T10:00:00Z")]
    public void Time_reads(string format, string zone, bool ignoreOffset, string text, string expected)
    {
        TimeRule.Create(format, zone, ignoreOffset).TryParse(Encoding.UTF8.GetBytes(text), out long ms).ShouldBeTrue();
        DateTimeOffset.FromUnixTimeMilliseconds(ms).ShouldBe(DateTimeOffset.Parse(expected));
    }

    [Theory]
    [InlineData("iso", "2025-13-01")]
    [InlineData("iso", "2025-02-29")]
    [InlineData("iso", "2025-05-06T24:00:00Z")]
    [InlineData("iso", "2025-05-06T06:19:14Zulu")]
    [InlineData("iso", "2025-05-06T06:19:14+25:00")]
    [InlineData("iso", "06/05/2025")]
    [InlineData("iso", "")]
    [InlineData("unix_s", "soon")]
    [InlineData("unix_ms", "1629064892.5")]
    [InlineData("unix_s", "99999999999999999999999")]
    [InlineData("dd/MM/yyyy HH:mm", "2025-07-01")]
    public void What_is_no_time_is_refused(string format, string text) =>
        TimeRule.Create(format, "UTC", false).TryParse(Encoding.UTF8.GetBytes(text), out _).ShouldBeFalse();

    [Fact]
    public void Hour_that_comes_twice_is_the_earlier_one_and_a_skipped_one_moves_forward()
    {
        TimeRule rule = TimeRule.Create("iso", "Australia/Melbourne", ignoreOffset: true);
        Utc(rule, "2016-04-03T02:30:00Z").ShouldBe("2016-04-02T15:30:00Z");
        Utc(rule, "2016-10-02T02:30:00Z").ShouldBe("2016-10-01T16:30:00Z");
        Utc(rule, "2016-10-02T03:30:00Z").ShouldBe("2016-10-01T16:30:00Z");
    }

    [Theory]
    [InlineData("Australia/Melbourne")]
    [InlineData("Europe/Paris")]
    [InlineData("America/St_Johns")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("Africa/Casablanca")]
    [InlineData("UTC")]
    public void Every_half_hour_of_two_years_equals_NodaTime_in_any_order(string zone)
    {
        TimeRule rule = TimeRule.Create("iso", zone, ignoreOffset: false);
        DateTimeZone oracle = DateTimeZoneProviders.Tzdb[zone];
        LocalDateTime start = new(2015, 12, 31, 0, 0);
        int[] steps = [.. Enumerable.Range(0, 2 * 366 * 48)];
        new Random(3).Shuffle(steps.AsSpan(0, steps.Length / 2));
        foreach (int step in steps)
        {
            LocalDateTime local = start.PlusMinutes(step * 30);
            rule.TryParse(Encoding.UTF8.GetBytes(local.ToString("uuuu-MM-dd'T'HH:mm:ss", null)), out long ms).ShouldBeTrue();
            long expected = local.InZone(oracle, Resolvers.LenientResolver).ToInstant().ToUnixTimeMilliseconds();
            if (ms != expected) ms.ShouldBe(expected, $"{zone} {local}");
        }
    }

    private static string Utc(TimeRule rule, string text)
    {
        rule.TryParse(Encoding.UTF8.GetBytes(text), out long ms).ShouldBeTrue();
        return DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
    }
}
