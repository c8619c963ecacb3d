using System.Globalization;
using System.Text.Json.Serialization;
using Houle.Ingest.Catalogues;
using Houle.Sinks.Client;

namespace Houle.Commands.Demo;

/// <summary>Asks ClickHouse, while a demo plays, what a person would want to know of what has arrived so far.</summary>
internal sealed partial class DemoFindings(ClickHouseClient client, Catalogue catalogue) : IDemoNews
{
    // Leaf cells only: cells above the city repeat them. A gain since more than an hour ago is not one of that hour.
    private const string FastestSound = """
        SELECT entity, toString(hour) AS at, value, 0. AS usual
        FROM
        (
            SELECT entity, hour, value, lagInFrame(toNullable(hour)) OVER (PARTITION BY entity ORDER BY hour) AS before
            FROM
            (
                SELECT entity, toStartOfHour(window_start) AS hour, sum(weight) / 1e6 AS value
                FROM city_windows WHERE kind = 'sound' AND level = 'city' GROUP BY entity, hour
            )
        )
        WHERE hour = before + INTERVAL 1 HOUR ORDER BY value DESC, entity, hour LIMIT 1
        """;

    // The same hour of the same day of the week, in the street's own time, in at least eight weeks.
    private const string FullestStreet = """
        SELECT entity, at, value, usual FROM
        (
            SELECT entity, formatDateTime(hour, '%Y-%m-%d %H:00', 'Australia/Melbourne') AS at, people AS value,
                quantileExact(0.5)(people) OVER same AS usual, count() OVER same AS weeks
            FROM
            (
                SELECT entity, toStartOfHour(window_start) AS hour, toFloat64(sum(entries)) AS people
                FROM city_windows WHERE stream = 'foot_traffic' AND kind = 'place' AND level = 'city' GROUP BY entity, hour
            )
            WINDOW same AS (PARTITION BY entity, toDayOfWeek(hour, 0, 'Australia/Melbourne'), toHour(hour, 'Australia/Melbourne'))
        )
        WHERE weeks >= 8 AND usual >= 100 ORDER BY value / usual DESC, entity, at LIMIT 1
        """;

    private const string BestStore = """
        SELECT entity, '' AS at, sum(amount_cents) / 100 AS value, toFloat64(sum(count)) AS usual
        FROM city_windows WHERE stream = 'sales' AND kind = 'store' AND level = 'city'
        GROUP BY entity ORDER BY value DESC, entity LIMIT 1
        """;

    private const string FastestPosts = """
        SELECT entity, toString(hour) AS at, toFloat64(sum(count)) AS value, 0. AS usual
        FROM (SELECT entity, toStartOfHour(window_start) AS hour, count FROM city_windows WHERE kind = 'term' AND level = 'city')
        GROUP BY entity, hour ORDER BY value DESC, entity, hour LIMIT 1
        """;

    private readonly Dictionary<string, Answer> _told = [];

    /// <summary>Which leaders have changed since it was last asked, or all.</summary>
    public async Task<IReadOnlyList<string>> News(bool all, CancellationToken cancel)
    {
        List<string> news = [];
        foreach ((string question, Func<Answer, string> tell) in Questions())
        {
            IReadOnlyList<Answer> answers = await client.QueryAsync(question, FindingsJson.Default.Answer, cancel);
            if (answers.Count == 0 || answers[0].Value <= 0) continue;
            // A leader that only leads by more is no news, until the end.
            Answer leader = answers[0];
            if (!all && _told.TryGetValue(question, out Answer? before) && before.Entity == leader.Entity && before.At == leader.At) continue;
            _told[question] = leader;
            news.Add(tell(leader));
        }
        return news;
    }

    private IEnumerable<(string Question, Func<Answer, string> Tell)> Questions() =>
    [
        (FastestSound, found => $"Sound that gained most in an hour: {DemoData.SoundName(catalogue, found.Entity)}, +{Whole(found.Value)} videos at {Hour(found.At)} UTC"),
        (FastestPosts, found => $"Subject posted most in an hour: {found.Entity}, {Whole(found.Value)} posts at {Hour(found.At)} UTC"),
        (FullestStreet, found => $"Street fullest against its usual hour: {Words(found.Entity)}, {Whole(found.Value)} people at {found.At} (usually {Whole(found.Usual)})"),
        (BestStore, found => $"Store that sold most: store {found.Entity}, ${found.Value.ToString("#,0.00", CultureInfo.InvariantCulture)} in {Whole(found.Usual)} sales"),
    ];

    private static string Hour(string time) => time.Length >= 16 ? time[..16] : time;

    private static string Words(string slug) => slug.Replace('-', ' ');

    private static string Whole(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    internal sealed record Answer(string Entity, string At, double Value, double Usual);

    [JsonSerializable(typeof(Answer))]
    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    private sealed partial class FindingsJson : JsonSerializerContext;
}
