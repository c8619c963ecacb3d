using Houle.Ingest.Calendars;

namespace Houle.Ingest.Tests.Calendars;

public sealed class CalendarFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"calendar-{Guid.NewGuid():N}.csv");

    [Fact]
    public void Rows_are_read_with_their_offsets()
    {
        (IReadOnlyList<CalendarRow> rows, IReadOnlyList<string> errors) = Read(
            "event,starts_at,ends_at,place,source\n\"Match, second leg\",2026-03-04T20:45:00+01:00,2026-03-04T22:40:00+01:00,be/liege,club\nFrost,2026-03-05,2026-03-06,be,\n");

        errors.ShouldBeEmpty();
        rows.ShouldBe([
            new CalendarRow("be/liege", Ms("2026-03-04T19:45:00Z"), Ms("2026-03-04T21:40:00Z"), "Match, second leg"),
            new CalendarRow("be", Ms("2026-03-05T00:00:00Z"), Ms("2026-03-06T00:00:00Z"), "Frost"),
        ]);
    }

    [Theory]
    [InlineData("soon,2026-03-06,be,x", "2: starts_at is 'soon'; a time looks like 2026-03-04T20:45:00+01:00")]
    [InlineData("2026-03-06,2026-03-06,be,x", "2: ends_at must be later than starts_at: it is the first moment after")]
    [InlineData("2026-03-05,2026-03-06,atlantis,x", "2: place is 'atlantis', which is nowhere")]
    [InlineData("2026-03-05,2026-03-06,be,", "2: event must be 1 to 100 characters")]
    [InlineData("2026-03-05,2026-03-06,be", "2: ")]
    public void Row_that_is_wrong_says_where_and_why(string row, string error) =>
        Read($"starts_at,ends_at,place,event\n{row}\n").Errors.ShouldHaveSingleItem().ShouldStartWith($"{_path}:{error}");

    [Fact]
    public void File_without_a_column_is_refused() =>
        Should.Throw<IngestException>(() => Read("starts_at,ends_at,event\n")).Message.ShouldContain("place");

    public void Dispose() => File.Delete(_path);

    private (IReadOnlyList<CalendarRow> Rows, IReadOnlyList<string> Errors) Read(string csv)
    {
        File.WriteAllText(_path, csv);
        return CalendarFile.Read(_path, place => place == "atlantis" ? "which is nowhere" : null);
    }

    private static long Ms(string time) => DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
}
