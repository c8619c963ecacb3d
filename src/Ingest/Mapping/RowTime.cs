using Houle.Ingest.Feeds;
using Houle.Ingest.Files;

namespace Houle.Ingest.Mapping;

/// <summary>Takes a row's own time, and refuses one that cannot be.</summary>
internal static class RowTime
{
    /// <summary>How far ahead of the clock a row may be.</summary>
    public const long FutureMaxMs = 3_600_000;

    private const long MinMs = 946_684_800_000; // 2000-01-01

    /// <param name="maxMs">The latest time that is taken: the clock's, and <see cref="FutureMaxMs"/>.</param>
    /// <param name="timeMs">The row's time; means nothing with a fault.</param>
    /// <returns>Null for a good time; else why not, without where the row stands.</returns>
    public static RowFault? Fault(Row row, FeedDefinition feed, long maxMs, out long timeMs)
    {
        ReadOnlySpan<byte> text = row.Value(feed.TimeColumn);
        timeMs = 0;
        if (text.IsEmpty) return new RowFault(RowFault.Invalid, $"{feed.Columns[feed.TimeColumn]} is empty; a row needs a time");
        if (!feed.Time.TryParse(text, out timeMs))
            return new RowFault(RowFault.Invalid, $"the time {FieldFiller.Shown(text)} is not as the feed says ({feed.Time.Format})");
        if (timeMs < MinMs) return new RowFault(RowFault.Invalid, $"the time {FieldFiller.Shown(text)} is before 2000");
        return timeMs > maxMs
            ? new RowFault(RowFault.TooFarAhead, $"the time {FieldFiller.Shown(text)} is more than an hour in the future")
            : null;
    }
}
