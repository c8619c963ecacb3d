using System.Globalization;
using System.Text.Json.Serialization;
using Houle.Sinks.Client;

namespace Houle.Commands.Demo.Week;

/// <summary>Tells each alert of the simulated week as it opens, as a team would get it; those of a city, since those of its country
/// say the same again.</summary>
internal sealed partial class WeekAlerts(ClickHouseClient client) : IDemoNews
{
    private const string Opened = """
        SELECT alert_id, toInt64(toUnixTimestamp(opened_at)) AS opened, severity, sentence_en
        FROM alert_history WHERE run = {run:String} AND revision = 0 AND position(cell, '/') > 0
        ORDER BY opened_at, alert_id
        """;

    private readonly HashSet<string> _told = [];

    public async Task<IReadOnlyList<string>> News(bool all, CancellationToken cancel)
    {
        List<string> news = [];
        foreach (Line alert in await client.QueryAsync(Opened, WeekJson.Default.Line, cancel, new KeyValuePair<string, string>("run", WeekData.RunName)))
        {
            if (!_told.Add(alert.AlertId)) continue;
            DateTime opened = DateTime.UnixEpoch.AddSeconds(alert.Opened);
            news.Add(string.Create(CultureInfo.InvariantCulture, $"{opened:ddd d MMM HH:mm} UTC, severity {alert.Severity}: {alert.SentenceEn}"));
        }

        return news;
    }

    internal sealed record Line(string AlertId, long Opened, int Severity, string SentenceEn);

    [JsonSerializable(typeof(Line))]
    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    private sealed partial class WeekJson : JsonSerializerContext;
}
