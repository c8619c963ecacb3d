using System.Text;
using Houle.Ingest.Feeds;
using Houle.Ingest.Files;

namespace Houle.Ingest.Calendars;

/// <summary>A row of a calendar.</summary>
/// <param name="Place">City, region or country, lower case.</param>
/// <param name="StartsAtMs">First moment, UTC.</param>
/// <param name="EndsAtMs">First moment after it, UTC.</param>
public sealed record CalendarRow(string Place, long StartsAtMs, long EndsAtMs, string Event);

/// <summary>Reads matches, holidays, festivals, weather warnings: CSV with the columns starts_at, ends_at, place, event; others are
/// left alone.</summary>
/// <remarks>Times are ISO 8601; without an offset they are UTC.</remarks>
public static class CalendarFile
{
    public const int RowsMax = 100_000;
    private const int NameLengthMax = 100;

    private static readonly string[] Columns = ["starts_at", "ends_at", "place", "event"];

    /// <param name="placeProblem">What is wrong with a place; null when it is known.</param>
    /// <returns>The rows, and every error as <c>file:line: what is wrong</c>.</returns>
    /// <exception cref="IngestException">The file cannot be read, lacks a column, or is too long.</exception>
    public static (IReadOnlyList<CalendarRow> Rows, IReadOnlyList<string> Errors) Read(string path, Func<string, string?> placeProblem)
    {
        using CsvRowReader reader = new(InputFile.Inspect(path), Columns);
        Row row = new(Columns.Length);
        List<CalendarRow> rows = [];
        List<string> errors = [];
        while (reader.Read(row))
        {
            if (rows.Count + errors.Count == RowsMax) throw new IngestException($"{path}:{row.Line}: a calendar has at most {RowsMax} rows");
            string? problem = row.Fault?.Detail ?? Problem(row, placeProblem);
            if (problem is not null) errors.Add($"{path}:{row.Line}: {problem}");
            else rows.Add(new CalendarRow(Text(row, 2), Time(row, 0)!.Value, Time(row, 1)!.Value, Text(row, 3)));
        }

        return (rows, errors);
    }

    private static string? Problem(Row row, Func<string, string?> placeProblem)
    {
        for (int column = 0; column < 2; column++)
        {
            if (Time(row, column) is null) return $"{Columns[column]} is '{Text(row, column)}'; a time looks like 2026-03-04T20:45:00+01:00";
        }

        if (Time(row, 1) <= Time(row, 0)) return "ends_at must be later than starts_at: it is the first moment after";
        if (placeProblem(Text(row, 2)) is { } unknown) return $"place is '{Text(row, 2)}', {unknown}";
        return Text(row, 3) is { Length: > 0 and <= NameLengthMax } name && !name.Any(char.IsControl) ? null : $"event must be 1 to {NameLengthMax} characters";
    }

    private static long? Time(Row row, int column) =>
        IsoTime.TryParse(Encoding.UTF8.GetBytes(Text(row, column)), out long localMs, out long? offsetMs) ? localMs - (offsetMs ?? 0) : null;

    private static string Text(Row row, int column) => Encoding.UTF8.GetString(row.Value(column)).Trim();
}
