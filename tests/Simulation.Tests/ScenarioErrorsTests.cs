using System.Text.Json.Nodes;
using Houle.Simulation.Scenarios;
using Houle.Simulation.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace Houle.Simulation.Tests;

/// <summary>Bad scenario files are refused, with place and reason.</summary>
public sealed class ScenarioErrorsTests
{
    private const string Head = "name: x\nperiod: { first_day: 2026-03-02, days: 2 }\n";
    private const string Huy = "places: [{ city: be/huy, posts_per_day: 10, creators: 5 }]\n";

    [Theory]
    [InlineData("name: X y\n", "1:7: name is 'X y'; it must be 1 to 58 lower-case letters, digits and . _ / -")]
    [InlineData(Huy + "name: x\n", "1:1: period is missing: which days? (first_day, days)")]
    [InlineData(Head, "1:1: places is missing: where does it play? (such as - city: be/liege)")]
    [InlineData(Head + "places: [{ city: be/nowhere-at-all, posts_per_day: 10, creators: 5 }]\n", "3:18: city is 'be/nowhere-at-all'; the gazetteer has no such id; an id is country/place, such as be/liege")]
    [InlineData(Head + "places: [{ city: be/luik, posts_per_day: 10, creators: 5 }]\n", "3:18: city is 'be/luik'; the gazetteer has no such id; did you mean 'be/liege'?")]
    [InlineData(Head + "places: [{ country: xx, posts_per_day: 10, creators: 5 }]\n", "3:21: country is 'xx'; the gazetteer has no city there")]
    [InlineData(Head + "places: [{ city: be/huy, country: be, posts_per_day: 10, creators: 5 }]\n", "3:10: a place is a city (be/liege) or a country (be), one of the two")]
    [InlineData(Head + "places: [{ city: be/huy, posts_per_day: 0, creators: 5 }]\n", "3:41: posts_per_day is '0'; it must be a number from 0.1 to 100000000")]
    [InlineData(Head + "places: [{ city: be/huy, posts_per_day: 10 }]\n", "3:10: creators is missing; a place needs it")]
    [InlineData(Head + Huy + "sound: 4\n", "4:1: unknown key 'sound' in the scenario; did you mean 'sounds'?")]
    [InlineData(Head + Huy + "social_rhythm: { hours: [1, 2] }\n", "4:25: hours has 2 numbers; it must have 24")]
    [InlineData(Head + Huy + "platforms: { tictoc: 3 }\n", "4:14: platforms has no 'tictoc'; did you mean 'tiktok'?")]
    [InlineData(Head + Huy + "stores: [{ id: a, city: be/vise, orders_per_day: 3 }]\n", "4:9: the city of store a is 'be/vise'; known are be/huy")]
    [InlineData(Head + Huy + "planted: [{ kind: swel }]\n", "4:19: kind is 'swel'; did you mean 'swell'?")]
    [InlineData(Head + Huy + "planted: [{ kind: outage, id: o, stream: social, from: monday, until: day 2 10:00 }]\n", "4:56: from is 'monday'; it must be a day of the period and a local time, such as day 4 17:30")]
    [InlineData(Head + Huy + "planted: [{ kind: outage, id: o, stream: social, from: day 9 10:00 }]\n", "4:56: from is 'day 9 10:00'; days are 1 to 2, times 00:00 to 23:59")]
    [InlineData(Head + Huy + "planted: [{ kind: skewed_clock, id: o, platform: x, seconds: 60 }]\n", "4:62: seconds is '60'; it must be a number from -10 to 10")]
    [InlineData(Head + Huy + "planted: [{ kind: swell, id: s, sound: z, city: be/huy, start: day 1 10:00, peak: day 1 11:00, end: day 1 12:00, posts: 5 }]\n", "4:40: sound is 'z'; the scenario has none")]
    [InlineData(Head + Huy + "hashtags: { count: 5, named: [{ id: z, rank: 1 }, { id: y, rank: 1 }] }\n", "4:30: rank 1 is taken by z and y")]
    [InlineData("name: [\n", "2:1: ")]
    public void Bad_scenario_is_refused_with_its_place(string yaml, string expected)
    {
        ScenarioLoad load = ScenarioFile.Parse("scenarios/bad.yaml", yaml);
        load.Scenario.ShouldBeNull();
        load.Errors.ShouldContain(e => e.StartsWith($"scenarios/bad.yaml:{expected}", StringComparison.Ordinal), string.Join('\n', load.Errors));
    }

    [Fact]
    public void All_errors_of_a_file_are_listed_in_its_order()
    {
        ScenarioLoad load = ScenarioFile.Parse("x.yaml", Head + "places: 3\nplanted: [{ kind: pot }, { kind: pod, id: p, city: be/huy, members: 2 }]\n");
        load.Errors.Count.ShouldBeGreaterThanOrEqualTo(4);
        load.Errors.Select(e => int.Parse(e.Split(':')[1])).ShouldBeInOrder();
    }

    [Fact]
    public void Segment_of_nobody_is_refused_when_it_is_needed()
    {
        string yaml = Simulated.TwoTowns.Replace("creators: 700", "creators: 3").Replace("creators: 400", "creators: 3").Replace("share: 0.3 }]", "share: 0.001 }]");
        Should.Throw<SimulationException>(() => Simulated.Run(yaml)).Message.ShouldContain("give it more");
    }

    [Theory]
    [InlineData("week-in-liege")]
    [InlineData("town")]
    [InlineData("country")]
    public void Scenarios_of_the_repository_are_right_and_play(string name)
    {
        string yaml = File.ReadAllText(Path.Combine(Checkout.Root, "scenarios", $"{name}.yaml"));
        using Simulated simulated = Simulated.Run(yaml, limits: new SimulationLimits(EventsMax: 20_000));
        simulated.Report.Events.ShouldBeGreaterThan(5_000);
        simulated.Said.Select(s => s.City).Distinct().Count().ShouldBe(Simulated.Scenario(yaml).Cities.Count);
    }

    [Theory]
    [InlineData("scenarios/week-in-liege.yaml")]
    [InlineData("scenarios/town.yaml")]
    [InlineData("scenarios/country.yaml")]
    [InlineData("tests/Simulation.Tests/Scenarios/two-towns.yaml")]
    public void Schema_has_every_key_that_scenarios_use(string file)
    {
        YamlStream yaml = [];
        yaml.Load(new StringReader(File.ReadAllText(Path.Combine(Checkout.Root, file))));
        Follow(ScenarioSchema.Create(), yaml.Documents[0].RootNode, file);
    }

    private static void Follow(JsonObject schema, YamlNode node, string where)
    {
        if (node is YamlSequenceNode list && schema["items"] is JsonObject item)
        {
            foreach (YamlNode child in list.Children) Follow(item, child, where);
        }

        if (node is not YamlMappingNode map || schema["properties"] is not JsonObject properties) return;
        foreach ((YamlNode key, YamlNode value) in map.Children)
        {
            string name = ((YamlScalarNode)key).Value!;
            properties.ContainsKey(name).ShouldBeTrue($"{where}: {name}");
            Follow(properties[name]!.AsObject(), value, $"{where}.{name}");
        }

        foreach (JsonNode? required in schema["required"]!.AsArray())
            map.Children.Keys.OfType<YamlScalarNode>().ShouldContain(k => k.Value == (string?)required, $"{where}: {required}");
    }
}
