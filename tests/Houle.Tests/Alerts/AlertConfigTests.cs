using Houle.Configuration;
using Houle.Configuration.Alerts;
using Houle.Hosting.Alerts;
using Houle.Sinks.Alerts.Rules;
using Houle.Streams.Alerts.Text;

namespace Houle.Tests.Alerts;

/// <summary>The alerts of houle.yaml: the exact words for every mistake.</summary>
public sealed class AlertConfigTests
{
    private const string Destination = "alerts:\n  destinations:\n    team: {type: topic, topic: t}\n";

    [Theory]
    [InlineData("places: [be/leige]", "6:18: alerts.rules.r.places has 'be/leige', which is no city of the gazetteer; did you mean 'be/liege'?")]
    [InlineData("places: [be/luik]", "6:18: alerts.rules.r.places has 'be/luik', which is no city of the gazetteer; did you mean 'be/liege'?")]
    [InlineData("places: [xx/liege]", "6:18: alerts.rules.r.places has 'xx/liege', and 'xx' is no country; places are written as be/liege, by the country's two letters")]
    [InlineData("places: [be/region-nowhere]", "6:18: alerts.rules.r.places has 'be/region-nowhere', which is no region of the gazetteer")]
    [InlineData("kinds: [sound, hastag]", "6:24: alerts.rules.r.kinds has 'hastag', which is no kind; did you mean 'hashtag'?")]
    [InlineData("about: [bad-buzz]", "6:17: alerts.rules.r.about has 'bad-buzz', which is no sort of alert; did you mean 'bad_buzz'?")]
    [InlineData("topics: [x]", "6:18: alerts.rules.r.topics has 'x', which is no saved topic; there is none yet")]
    [InlineData("quiet: 22-7", "6:16: alerts.rules.r.quiet is '22-7'; it must be two times of day, such as 22:00-07:00")]
    [InlineData("zone: Europe/Brusels", "6:15: alerts.rules.r.zone is 'Europe/Brusels', which is no time zone; did you mean 'Europe/Brussels'?")]
    [InlineData("severity_min: 11", "6:23: alerts.rules.r.severity_min is 11; it must be 1 to 10 (default 1)")]
    [InlineData("cooldwn_minutes: 1", "6:9: alerts.rules.r.cooldwn_minutes is not a key that Houle knows; did you mean 'cooldown_minutes'?")]
    public void Rule_with_a_mistake_says_what_where_and_what_was_meant(string key, string message)
    {
        string yaml = $"{Destination}  rules:\n    r:\n        {key}\n        to: [team]\n";
        Errors(yaml).ShouldBe([$"houle.yaml:{message}"]);
    }

    [Theory]
    [InlineData("{type: slack}", "3:8: alerts.destinations.d.url is absent; slack needs where to post to")]
    [InlineData("{}", "3:8: alerts.destinations.d.type is absent; it must be slack, teams, webhook, mail or topic")]
    [InlineData("{type: webhook, url: 'https://a.example'}", "3:8: alerts.destinations.d.secret_file is absent; webhook needs the file with the secret that signs")]
    [InlineData("{type: webhook, url: 'https://a.example', secret_file: no/such}", "3:63: alerts.destinations.d.secret_file is no/such, and there is no such file; make it, with the secret on its first line")]
    [InlineData("{type: mail, from: a@b.example, to: [x@b.example]}", "3:8: alerts.destinations.d.host is absent; mail needs the mail server")]
    [InlineData("{type: mail, host: h, from: a@b.example, to: [nobody]}", "3:54: alerts.destinations.d.to has 'nobody', which is no mail address")]
    [InlineData("{type: slak}", "3:15: alerts.destinations.d.type is slak; it must be slack, teams, webhook, mail, topic; did you mean 'slack'?")]
    [InlineData("{type: slack, url: '${NO_SUCH_NAME}'}", "3:27: alerts.destinations.d.url uses ${NO_SUCH_NAME}, and the environment has no NO_SUCH_NAME; set it, or write ${NO_SUCH_NAME:-default}")]
    public void Destination_with_a_mistake_says_what_and_where(string settings, string message) =>
        Errors($"alerts:\n  destinations:\n    d: {settings}\n").ShouldBe([$"houle.yaml:{message}"]);

    [Fact]
    public void Rule_to_nobody_and_to_a_stranger_are_errors() =>
        Errors($"{Destination}  rules:\n    a: {{}}\n    b: {{to: [taem]}}\n").ShouldBe([
            "houle.yaml:5:8: alerts.rules.a.to is absent; name at least one destination",
            "houle.yaml:6:14: alerts.rules.b.to has 'taem', which is no destination; did you mean 'team'?",
        ]);

    [Fact]
    public void Topic_that_is_no_expression_is_located() =>
        Errors("alerts:\n  topics:\n    t:\n      match: a AND (b\n").ShouldBe(
            ["houle.yaml:4:14: alerts.topics.t.match at character 7: this '(' has no ')'"]);

    [Theory]
    [InlineData("places: [be/liege]", "places: [be]", true)]
    [InlineData("places: [be/liege]", "places: [be/namur]", false)]
    [InlineData("kinds: [sound]", "kinds: [hashtag]", false)]
    [InlineData("kinds: [sound]", "places: [fr]", true)]
    public void Rules_that_overlap_are_warned_about(string one, string other, bool expected)
    {
        List<ConfigError> warnings = [];
        ConfigFile.Parse($"{Destination}  rules:\n    a: {{to: [team], {one}}}\n    b: {{to: [team], {other}}}\n", "houle.yaml", _ => null, warnings);
        warnings.Select(warning => warning.ToString()).ShouldBe(expected
            ? ["houle.yaml:6:8: alerts.rules.b and alerts.rules.a can both take the same alert: team would get it twice"] : []);
    }

    [Fact]
    public void Destination_that_no_rule_names_is_warned_about()
    {
        List<ConfigError> warnings = [];
        ConfigFile.Parse(Destination, "houle.yaml", _ => null, warnings);
        warnings.Single().ToString().ShouldBe("houle.yaml:3:11: alerts.destinations.team is named by no rule: nothing is sent there");
    }

    [Theory]
    [InlineData("segments: [{ id: students, name: Students }]", "houle.yaml:5:32: alerts.rules.a.segments has 'studens', which is no segment of the catalogue; did you mean 'students'?")]
    [InlineData("brands: [{ id: acme, name: Acme }]", null)] // lists none: nothing can be known
    [InlineData("segments: [", null)] // wrong: told by those who load it
    public void Segment_that_the_catalogue_does_not_list_is_warned_about(string catalogue, string? expected)
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, catalogue);
        List<ConfigError> warnings = [];
        ConfigFile.Parse($"{Destination}  rules:\n    a: {{to: [team], segments: [studens]}}\ncatalogue: {file}\n", "houle.yaml", _ => null, warnings);
        File.Delete(file);
        warnings.Select(warning => warning.ToString()).ShouldBe(expected is null ? [] : [expected]);
    }

    [Fact]
    public void Documented_rules_are_right_and_mean_what_they_say()
    {
        List<ConfigError> warnings = [];
        string file = Path.Combine(Checkout.Root, "docs/guide/alerts.yaml");
        HouleConfig config = ConfigFile.Parse(File.ReadAllText(file), file, _ => null, warnings);

        AlertRule rule = AlertSetup.ToRule(config, "liege-sounds");

        warnings.ShouldBeEmpty();
        rule.Kinds.Count.ShouldBe(2);
        rule.SponsoredMax.ShouldBe(0.5);
        rule.Quiet!.FromMinute.ShouldBe(22 * 60);
        rule.Zone.Id.ShouldBe("Europe/Brussels");
        rule.Cooldown.ShouldBe(TimeSpan.FromHours(6));
        AlertSetup.ToRule(config, "students").Segments.ShouldBe(["students"]);
    }

    [Fact]
    public void Places_and_countries_have_names()
    {
        var names = new AlertNames(Ingest.Catalogues.Catalogue.Empty);
        names.Cell("be/liege", AlertLanguage.French).ShouldBe("Liège");
        names.Cell("be", AlertLanguage.Dutch).ShouldBe("België");
        names.Cell("be", AlertLanguage.English).ShouldBe("Belgium");
        names.Cell("no-such", AlertLanguage.English).ShouldBe("No Such");
    }

    private static string[] Errors(string yaml) =>
        [.. Should.Throw<ConfigException>(() => ConfigFile.Parse(yaml, "houle.yaml", _ => null)).Errors.Select(error => error.ToString())];
}
