using Houle.CommandLine;
using Houle.Configuration.Alerts;
using Houle.Ingest.Calendars;
using Houle.Ingest.Places;
using Houle.Streams.Topology;

namespace Houle.Hosting;

/// <summary>The calendars of the configuration.</summary>
internal static class CalendarAccess
{
    private const int ErrorsShown = 20;

    /// <exception cref="CommandException">A file has errors: the first of them, a line each.</exception>
    /// <exception cref="Ingest.IngestException">A file cannot be read or lacks a column.</exception>
    public static IReadOnlyList<CalendarEvent> Load(IReadOnlyList<string> files)
    {
        List<CalendarEvent> events = [];
        foreach (string file in files)
        {
            (IReadOnlyList<CalendarRow> rows, IReadOnlyList<string> errors) = CalendarFile.Read(file, KnownPlaces.Problem);
            if (errors.Count > 0)
            {
                string more = errors.Count > ErrorsShown ? $"\n{file}: and {errors.Count - ErrorsShown} more" : "";
                throw CommandException.Usage(string.Join('\n', errors.Take(ErrorsShown)) + more);
            }

            events.AddRange(rows.SelectMany(row => Cells(row.Place).Select(cell => new CalendarEvent(cell, row.StartsAtMs, row.EndsAtMs, row.Event))));
        }

        return events;
    }

    /// <summary>A region stands for itself and its cities.</summary>
    private static IEnumerable<string> Cells(string place)
    {
        if (!place.Contains("/region-", StringComparison.Ordinal)) return [place];
        Gazetteer gazetteer = Gazetteer.Shared;
        return Enumerable.Range(0, gazetteer.Count).Select(number => gazetteer[number]).Where(city => city.Region == place).Select(city => city.Id).Prepend(place);
    }
}
