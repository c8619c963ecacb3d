namespace Houle.Web;

/// <summary>All that can be asked. Every statement reads views alone, which withhold what concerns fewer than k people.</summary>
internal static class ApiCatalogue
{
    private static readonly ApiParameter
        Run = ApiParameter.Word("run", "name of a deployment; absent: all"),
        OneRun = ApiParameter.Word("run", "name of a deployment", absent: null),
        Place = ApiParameter.Word("place", "be/liege, or be for all of a country; absent: everywhere"),
        Limit = ApiParameter.Whole("limit", 1, 1000, 100, "rows at most"),
        Cell = ApiParameter.Word("cell", "a place such as be/liege", absent: null),
        Kind = ApiParameter.Word("kind", "what the entity is", absent: null),
        Entity = ApiParameter.Word("entity", "id of the entity", absent: null),
        Until = ApiParameter.Time("until", "the last hour of the curve"),
        Hours = ApiParameter.Whole("hours", 1, 336, 72, "hours of the curve"),
        Creator = ApiParameter.Word("creator", "pseudonym of a creator; absent: all"),
        Campaign = ApiParameter.Word("campaign", "id of a campaign; absent: all"),
        Days = ApiParameter.Whole("days", 1, 7, 7, "age at which posts are measured: 1, or 7 days (2 to 6 count as 1)"),
        Stream = ApiParameter.Word("stream", "social, intents, sales, foot_traffic or community", "social");

    public static IReadOnlyList<ApiQuery> All { get; } =
    [
        new("runs", "a deployment whose results are here, and the newest hour of each of its streams"),
        new("alerts", "an alert as it stands, newest first, of the last 30 days; the sentence is that of its gravest revision",
            Run, Place, ApiParameter.Word("category", "swell, bad_buzz, moment, creator, series or signal; absent: all"),
            ApiParameter.Whole("severity_min", 1, 10, 1, "least severity that it has reached"), Limit),
        new("alert", "a revision of one alert, the first first, with its evidence and what each store should do",
            ApiParameter.Word("id", "alert_id of an alert", absent: null)),
        new("trends", "an entity that rises now, by the lower bound of its rate ratio", Run, Place,
            ApiParameter.Word("kind", "sound, hashtag, product, brand, term ...; absent: all"), Limit),
        new("curve", "an hour of an entity in a cell: people, and the usual range of that hour of the day in up to 14 days before",
            OneRun, Cell, Stream, Kind, Entity, Until, Hours)
        {
            Of = "(SELECT * FROM entity_in_city WHERE kind = {kind:String} AND entity = {entity:String})",
        },
        new("expected", "a word of the detector on an entity in a cell: how many it expected an hour, and what 95% of ordinary hours stay within",
            OneRun, Cell, Kind, Entity, Until, Hours),
        new("city-curve", "an hour of all that a cell saw: people, and the usual range of that hour", OneRun, Cell, Stream, Until, Hours)
        {
            File = "curve", Of = "city_hourly",
        },
        new("places", "a city with what it saw in the newest 24 hours, its open alerts, and where it lies", OneRun),
        new("creators", "a creator beside others of its platform and size", Run,
            ApiParameter.Word("platform", "tiktok, instagram ...; absent: all"), Limit) { IsOfCreators = true },
        new("audience", "a score of one creator, of a day or at once on an anomaly, newest first, with its reasons", Run,
            ApiParameter.Word("creator", "pseudonym of a creator", absent: null), Limit) { IsOfCreators = true },
        new("growth", "followers that came to a creator at once, newest first, with what explains it", Run, Creator,
            ApiParameter.Word("explained_by", "none, giveaway or trend; absent: all"), Limit) { IsOfCreators = true },
        new("post-scorecards", "a post of a creator who has had a partnership, as it stood at that age, newest first", Run, Creator, Campaign, Days, Limit)
        {
            IsOfCreators = true,
        },
        new("creator-scorecards", "a creator's posts of one format, campaign and variant: engagement with its 95% interval, disclosure", Run, Creator, Campaign, Days, Limit)
        {
            IsOfCreators = true,
        },
        new("creator-campaigns", "a creator's part in a campaign: what it reached, asked and cost", Run, Creator, Campaign, Limit) { IsOfCreators = true },
        new("deliverables", "something that a creator owes for a campaign, and the post that settles it", Run, Creator, Campaign,
            ApiParameter.Word("status", "kept, late, missed or open; absent: all"), Limit) { IsOfCreators = true },
        new("accounting", "a stream: what became of all records read", OneRun),
    ];
}
