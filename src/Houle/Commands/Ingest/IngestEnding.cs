using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Houle.Ingest.Feeds;
using Houle.Ingest.Sessions;
using Houle.Results;

namespace Houle.Commands.Ingest;

/// <summary>What an ingest came to.</summary>
/// <param name="account">What it added to its stream's account, Progress records included.</param>
/// <param name="reasons">Why records were refused.</param>
internal sealed class IngestEnding(
    FeedDefinition feed, IngestReport report, Account account, IReadOnlyList<(string Reason, long Count)> reasons)
{
    /// <summary>Whether everything is accounted for.</summary>
    public bool Holds => account.Holds;

    public JsonObject ToJson() => new()
    {
        ["feed"] = feed.Name,
        ["stream"] = Accounts.NameOf(feed.Shape.Stream),
        ["rows"] = report.Rows,
        ["already_ingested"] = report.WasDone,
        ["account"] = account.ToJson(),
        ["dead_letters"] = new JsonObject(reasons.Select(reason => KeyValuePair.Create(reason.Reason, (JsonNode?)reason.Count))),
        ["unknown_places"] = new JsonObject
        {
            ["rows"] = report.UnknownNames,
            ["most_frequent"] = new JsonObject(report.UnknownNamesTop.Select(name => KeyValuePair.Create(name.Name, (JsonNode?)name.Rows))),
        },
    };

    public string ToText()
    {
        if (report.WasDone) return $"{feed.Name}: these files are in the log already ({Number(report.Rows)} rows); nothing was added";
        var text = new StringBuilder();
        text.Append($"{feed.Name}: {Number(report.Rows)} rows from {Time(report.FirstMs)} to {Time(report.LastMs)}\n");
        text.Append($"accepted {Number(account.Accepted)} ({Number(account.Late)} late), duplicates {Number(account.Duplicates)}, ");
        text.Append($"dead letters {Number(account.DeadLettered)}, other {Number(account.Other)}: all accounted for: {(Holds ? "yes" : "NO, this is a fault of Houle")}");
        if (reasons.Count > 0)
        {
            string counts = string.Join(", ", reasons.Select(reason => $"{reason.Reason} {Number(reason.Count)}"));
            text.Append($"\ndead letters by reason: {counts}; each in full: houle tail houle.dead-letters");
        }
        if (report.UnknownNames > 0)
        {
            text.Append($"\nplaces that the gazetteer does not know, in {Number(report.UnknownNames)} rows; they count as unknown:");
            foreach ((string name, long rows) in report.UnknownNamesTop) text.Append($"\n  {name}  {Number(rows)}");
        }
        return text.ToString();
    }

    private static string Number(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Time(long unixMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
