using System.Text.Json.Nodes;
using Houle.Events;
using Houle.Streams.Alerts;
using Houle.Streams.Embedded;
using Houle.Streams.Log;
using Houle.Tests.Support;

namespace Houle.Tests.Alerts;

/// <summary>houle alerts on a folder that another process owns at the same time, with the documented rules.</summary>
public sealed class AlertCommandTests : IDisposable
{
    private static readonly string Config = Path.Combine(Checkout.Root, "docs/guide/alerts.yaml");
    private readonly TemporaryFolder _folder = new();
    private readonly EmbeddedLog _owner;
    private readonly long _nowMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    public AlertCommandTests()
    {
        Directory.CreateDirectory(_folder.File("log"));
        _owner = EmbeddedLog.Open(_folder.File("log"), TimeProvider.System);
        _owner.EnsureTopic(new TopicDefinition("houle.alerts", 2));
        _owner.EnsureTopic(new TopicDefinition("houle.alert-feedback", 1));
    }

    public void Dispose()
    {
        _owner.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Test_shows_what_would_be_sent_in_the_readers_language_and_sends_nothing()
    {
        ShellResult result = await Run("test", "liege-sounds");

        result.ExitCode.ShouldBe(0, result.ToString());
        result.Output.ShouldStartWith("Rule liege-sounds: alert sample is sent\n\nmarketing (slack), not sent: add --send to send it\n");
        JsonNode message = JsonNode.Parse(result.Output.TrimEnd().Split('\n')[^1])!;
        message["text"]!.GetValue<string>().ShouldStartWith(
            "Le son «\u00A0sample-entity\u00A0» monte à Liège\u00A0: 41 personnes en 2 heures, 6,5 fois le niveau habituel");
        result.Output.ShouldContain("https://houle.example.org/alerts/feedback?t=");
    }

    [Fact]
    public async Task Rule_for_a_segment_takes_what_it_carries()
    {
        AlertRecord theirs = Alert(1, "be/liege"), usual = Alert(2, "be/liege");
        Append(
            theirs with { Evidence = theirs.Evidence with { Segments = [new AlertSegment("students", 27, 41, 0.2)] } },
            usual with { Evidence = usual.Evidence with { Segments = [new AlertSegment("students", 8, 41, 0.2)] } });

        (await Run("test", "students")).Output.ShouldContain("27 of them “students”");
        (await Run("test", "students", "--alert", "alert-1")).Output.ShouldStartWith("Rule students: alert alert-1 is sent");
        (await Run("test", "students", "--alert", "alert-2")).Output.ShouldStartWith("Rule students: alert alert-2 is not sent (another segment)");
        JsonNode.Parse((await Run("preview", "students", "--json")).Output)!["sent"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task Test_of_an_alert_says_why_the_rule_leaves_it_and_withholds_under_k()
    {
        Append(Alert(1, "fr/paris"), Alert(2, "be/liege") with { People = 3 });

        (await Run("test", "liege-sounds", "--alert", "alert-1")).Output.ShouldStartWith("Rule liege-sounds: alert alert-1 is not sent (another place)");
        ShellResult few = await Run("test", "liege-sounds", "--alert", "alert-2");
        few.Output.ShouldContain("(withheld: fewer people than privacy.k_anonymity)");
        few.Output.ShouldNotContain("Liège");
    }

    [Theory]
    [InlineData("liege-sound", "houle: there is no rule 'liege-sound'; did you mean 'liege-sounds'?")]
    [InlineData("zzz", "houle: there is no rule 'zzz'; there are liege-sounds, students, everything")]
    public async Task Rule_that_does_not_exist_is_named(string rule, string message)
    {
        ShellResult result = await Run("preview", rule);
        result.ExitCode.ShouldBe(2);
        result.Error.Trim().ShouldBe(message);
    }

    [Fact]
    public async Task Preview_counts_what_would_have_been_sent_and_why_not_the_rest()
    {
        Append(
            Alert(1, "be/liege"), Alert(1, "be/liege") with { Id = "again" }, Alert(2, "be/liege", hoursAgo: 30), Alert(3, "fr/paris"),
            Alert(4, "be/liege") with { People = 2 }, Alert(5, "be/liege") with { Severity = 3 }, Alert(6, "be/liege", hoursAgo: 24 * 40));

        JsonNode json = JsonNode.Parse((await Run("preview", "liege-sounds", "--json")).Output)!;

        json["alerts"]!.GetValue<int>().ShouldBe(6);
        json["sent"]!.GetValue<int>().ShouldBe(2);
        json["verdicts"]!.AsObject().ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<int>()).ShouldBe(
            new Dictionary<string, int> { ["fires"] = 2, ["cooling_down"] = 1, ["other_place"] = 1, ["withheld"] = 1, ["not_severe"] = 1 }, ignoreOrder: true);
        json["by_day"]!.AsObject().Count.ShouldBe(2);
        ShellResult text = await Run("preview", "liege-sounds");
        text.Output.ShouldStartWith("Rule liege-sounds would have sent 2 of 6 alerts in the last 30 days, on 2 days, at most 1 a day\n");
        text.Output.ShouldContain("The sound “sound-1” is rising in Liège: 41 people in 2 hours");
    }

    [Fact]
    public async Task Feedback_shows_precision_by_the_last_word()
    {
        (await Cli.Run("alerts", "feedback", "--data", _folder.Path)).Output.ShouldBe("Nobody has judged an alert yet\n");
        using ILogProducer producer = _owner.OpenProducer("test");
        var batch = new CommitBatch();
        foreach ((string alert, bool useful) in new[] { ("a", true), ("a", false), ("b", true), ("c", true) })
        {
            new AlertFeedback { AlertId = Utf8(alert), Rule = "r"u8, Destination = "d"u8, Useful = useful, GivenAtMs = 1 }
                .WriteSingleObject(batch.Begin(new TopicPartition("houle.alert-feedback", 0), CommitBatch.StampAtCommit, default));
            batch.End();
        }

        producer.Commit(batch);
        (await Cli.Run("alerts", "feedback", "--data", _folder.Path)).Output.ShouldMatch(@"r +3 +2 +66\.67\n");
    }

    [Fact]
    public async Task Config_check_prints_warnings_and_passes()
    {
        string file = _folder.File("houle.yaml");
        await File.WriteAllTextAsync(file, "alerts:\n  destinations:\n    d: {type: topic, topic: t}\n");
        ShellResult result = await Cli.Run("config", "check", file);
        result.ExitCode.ShouldBe(0);
        result.Error.ShouldContain("alerts.destinations.d is named by no rule: nothing is sent there (a warning)");
    }

    private Task<ShellResult> Run(string command, params string[] more) =>
        Cli.Run(["alerts", command, .. more, "--config", Copy(), "--data", _folder.Path]);

    /// <summary>A copy, so that the key of feedback links is made in the test's folder.</summary>
    private string Copy()
    {
        string file = _folder.File("alerts.yaml");
        if (!File.Exists(file)) File.WriteAllText(file, $"data: {_folder.Path}\n{File.ReadAllText(Config)}");
        return file;
    }

    private AlertRecord Alert(int number, string cell, int hoursAgo = 1) => new()
    {
        Id = $"alert-{number}", Cell = cell, Kind = EntityKind.Sound, Entity = $"sound-{number}", Severity = 6, People = 41, Phase = TrendPhase.Rising,
        UpdatedAtMs = _nowMs - (hoursAgo * 3_600_000L),
        Evidence = new AlertEvidence { Observed = 52, Expected = 8, RatioLow = 4.6, ScaleMs = 7_200_000, Test = "t" },
    };

    private void Append(params AlertRecord[] alerts)
    {
        using ILogProducer producer = _owner.OpenProducer("test");
        var batch = new CommitBatch();
        foreach (AlertRecord alert in alerts)
        {
            AlertCodec.Write(alert, batch.Begin(new TopicPartition("houle.alerts", alert.Id.Length % 2), CommitBatch.StampAtCommit, default));
            batch.End();
        }

        producer.Commit(batch);
    }

    private static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
