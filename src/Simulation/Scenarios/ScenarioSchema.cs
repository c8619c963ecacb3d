using System.Text.Json.Nodes;
using Houle.Events;

namespace Houle.Simulation.Scenarios;

/// <summary>The JSON schema of scenario files, for editors: which keys there are, and their words and numbers. What one part
/// of a file says of another is checked by <see cref="ScenarioFile"/> alone.</summary>
public static class ScenarioSchema
{
    private const string When = "^day -?[0-9]{1,4} [0-9]{2}:[0-5][0-9]$";

    public static JsonObject Create()
    {
        JsonObject schema = Map(
            "scenarios/NAME.yaml", ["name", "period", "places"],
            ("name", Text()),
            ("period", Map("Which days; times are local to the zone.", ["first_day", "days"], ("first_day", Text()), ("days", Number(1, 400)), ("history_days", Number(0, 400)), ("zone", Text()))),
            ("places", List(Map("A city, or the largest cities of a country.", ["posts_per_day", "creators"], ("city", Text()), ("country", Text()), ("cities", Number(1, 2000)), ("posts_per_day", Number(0.1, 1e8)), ("comments_per_day", Number(0, 1e8)), ("intents_per_day", Number(0, 1e8)), ("creators", Number(1, 5e6))))),
            ("social_rhythm", Rhythm()), ("shop_rhythm", Rhythm()),
            ("noise", Map("Variance / mean.", [], ("city_dispersion", Number(1, 50)), ("entity_dispersion", Number(1, 20)))),
            ("platforms", Weights<Platform>()), ("formats", Weights<Format>()), ("languages", new JsonObject { ["type"] = "object" }),
            ("creators", Map("Accounts.", [], ("followers_top", Number(1, 5e8)), ("followers_least", Number(0, 1e6)), ("zipf", Number(0.1, 3)), ("tracked_per_city", Number(0, 10_000)), ("snapshot_every_h", Number(1, 168)), ("roster", List(Map("A creator by name.", ["id", "city", "followers"], ("id", Text()), ("city", Text()), ("platform", Words<Platform>()), ("followers", Number(0, 5e8))))))),
            ("segments", List(Map("Part of all creators.", ["id", "share"], ("id", Text()), ("share", Number(0.001, 1))))),
            ("sounds", Entities()), ("hashtags", Entities()), ("challenges", Entities()), ("terms", Entities()),
            ("brands", List(Map("A brand.", ["id"], ("id", Text()), ("name", Text()), ("community_per_day", Number(0, 1e7))))),
            ("products", List(Map("A product.", ["id", "brand", "price"], ("id", Text()), ("name", Text()), ("brand", Text()), ("price", Number(0.01, 1e5)), ("weight", Number(0.001, 1e6))))),
            ("product_talk", Map("How often products come up.", [], ("per_post", Number(0, 1)), ("per_comment", Number(0, 1)), ("intents", Weights<MentionIntent>()))),
            ("stores", List(Map("A store.", ["id", "city", "orders_per_day"], ("id", Text()), ("name", Text()), ("city", Text()), ("orders_per_day", Number(0, 1e6)), ("visitors_per_day", Number(0, 1e7)), ("stock_days", Number(1, 365))))),
            ("sensors", List(Map("A counter in a street.", ["id", "city", "people_per_day"], ("id", Text()), ("city", Text()), ("people_per_day", Number(1, 1e7))))),
            ("campaigns", List(Campaign())), ("planted", List(Planted())));
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema";
        schema["title"] = "scenarios/NAME.yaml";
        return schema;
    }

    private static JsonObject Campaign() => Map(
        "A campaign.", ["id", "brand", "promo_code", "start", "end"],
        ("id", Text()), ("brand", Text()), ("products", Texts()), ("promo_code", Text()), ("promo_share", Number(0, 1)), ("cities", Texts()),
        ("control_cities", Texts()), ("start", Time()), ("end", Time()), ("lift", Number(0.1, 10)), ("undisclosed", Number(0, 1)), ("cost", Number(0, 1e7)),
        ("creators", List(Map("Who is paid.", ["creator"], ("creator", Text()), ("cost", Number(0, 1e6)), ("posts", List(Map("What is owed.", ["due"], ("format", Words<Format>()), ("due", Time()))))))));

    private static JsonObject Planted() => Map(
        "Something planted; docs/guide/generate.md says which keys go with which kind.", ["kind", "id"],
        ("kind", new JsonObject { ["enum"] = new JsonArray([.. PlantParser.Kinds.Select(k => (JsonNode)k)]) }), ("id", Text()),
        ("sound", Text()), ("hashtag", Text()), ("challenge", Text()), ("term", Text()), ("product", Text()), ("brand", Text()), ("city", Text()),
        ("start", Time()), ("peak", Time()), ("end", Time()), ("posts", Number(0, 1e7)), ("times", Number(0, 1e4)), ("segment", Text()),
        ("carries", new JsonObject { ["type"] = "array" }), ("effect", new JsonObject { ["type"] = "object" }), ("sensors", Texts()),
        ("complaints", Number(0, 1)), ("later", new JsonObject { ["type"] = "array" }), ("store", Text()), ("at", Time()), ("until", Time()), ("from", Time()),
        ("creator", Text()), ("over_h", Number(1, 240)), ("followers", Number(1, 1e8)), ("decay", Number(0, 1)), ("decay_days", Number(1, 100)),
        ("comments", Number(0, 1e6)), ("reach", Number(1, 1000)), ("members", Number(3, 50)), ("rounds_per_day", Number(0.1, 100)),
        ("stream", Words<Events.Stream>()), ("share", Number(0, 0.5)), ("min_minutes", Number(7, 45)), ("max_minutes", Number(7, 45)),
        ("platform", Words<Platform>()), ("seconds", Number(-10, 10)));

    private static JsonObject Entities() => Map(
        "Things that posts carry.", ["count"],
        ("count", Number(1, 1e6)), ("zipf", Number(0, 3)), ("per_post", Number(0, 1)), ("draws", Number(1, 8)), ("local", Number(0, 1)),
        ("named", List(Map("One by name.", ["id"], ("id", Text()), ("name", Text()), ("rank", Number(1, 1e6))))));

    private static JsonObject Rhythm() => Map(
        "How busy the hours of the day and the days of the week are.", [], ("hours", Series(24)), ("days", Series(7)));

    private static JsonObject Map(string description, string[] required, params (string Key, JsonObject Value)[] keys) => new()
    {
        ["type"] = "object",
        ["description"] = description,
        ["additionalProperties"] = false,
        ["required"] = new JsonArray([.. required.Select(r => (JsonNode)r)]),
        ["properties"] = new JsonObject(keys.Select(k => KeyValuePair.Create(k.Key, (JsonNode?)k.Value))),
    };

    private static JsonObject List(JsonObject item) => new() { ["type"] = "array", ["items"] = item };

    private static JsonObject Text() => new() { ["type"] = "string" };

    private static JsonObject Texts() => List(Text());

    private static JsonObject Time() => new() { ["type"] = "string", ["pattern"] = When };

    private static JsonObject Number(double min, double max) => new() { ["type"] = "number", ["minimum"] = min, ["maximum"] = max };

    private static JsonObject Series(int count) => new()
    {
        ["type"] = "array", ["items"] = Number(0, 1000), ["minItems"] = count, ["maxItems"] = count,
    };

    private static JsonObject Words<T>()
        where T : struct, Enum => new() { ["enum"] = new JsonArray([.. ScenarioMap.Words<T>().Select(w => (JsonNode)w)]) };

    private static JsonObject Weights<T>()
        where T : struct, Enum => Map(
            "Weights by word.", [], [.. ScenarioMap.Words<T>().Select(w => (w, Number(0, 1e9)))]);
}
