using System.Text.Json.Nodes;
using Houle.Events;
using Houle.Sinks.Alerts.Messages;
using Houle.Sinks.Alerts.Smtp;
using Houle.Streams.Alerts;
using Houle.Streams.Alerts.Text;
using NodaTime;

namespace Houle.Sinks.Tests.Alerts;

public sealed class FormatTests
{
    private static readonly MessageStyle Style = new()
    {
        Zone = DateTimeZoneProviders.Tzdb["Europe/Brussels"],
        FeedbackLink = (_, alert, useful) => new Uri($"https://houle.example/alerts/feedback?t={alert.Id}&u={useful}"),
    };

    private static AlertMessage One(MessageStyle? style = null, string entity = "sound-1") =>
        new("k1", "liege", [SomeAlert.Of(1) with { Entity = entity }], style ?? Style);

    private static AlertMessage Many(int count) =>
        new("k2", "liege", [.. Enumerable.Range(0, count).Select(i => SomeAlert.Of(i, severity: 1 + (i % 10)))], Style);

    [Fact]
    public void Slack_shows_sentence_action_reason_and_links_to_say_so()
    {
        JsonNode json = JsonNode.Parse(SlackFormat.Instance.Write(One()))!;
        json["text"]!.GetValue<string>().ShouldStartWith("The sound “sound-1” is rising in Liege: 41 people");
        string all = json.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        all.ShouldContain(@"• store-2: put it on display\n>it sells there\n");
        all.ShouldContain("How we know: 52 counted, 8 expected");
        all.ShouldContain("<https://houle.example/alerts/feedback?t=alert-1&amp;u=True|Useful>");
        all.ShouldContain("2025-07-01 14:00 · severity 6 of 10 · liege"); // 12:00 UTC by the clock of Brussels
    }

    [Fact]
    public void Reason_of_an_action_is_told_in_the_language_of_the_destination_and_its_stock_where_there_is_no_reason()
    {
        AlertAdvice advice = SomeAlert.Of(1).Do[0] with { ReasonFr = "Il s’y vend.", ReasonNl = "Het verkoopt er." };
        foreach ((AlertLanguage language, string why) in
            ((AlertLanguage, string)[])[(AlertLanguage.English, "it sells there"), (AlertLanguage.French, "Il s’y vend."), (AlertLanguage.Dutch, "Het verkoopt er.")])
        {
            foreach (string text in Chats(Of([advice], language))) text.ShouldContain(why);
        }

        MailFormat.Plain(Of([advice], AlertLanguage.French)).ShouldContain("Comment nous le savons\u00A0: 52");
        foreach (string text in Chats(Of([advice with { Reason = "" }]))) text.ShouldContain("store-2: put it on display (12 units, 4 days of stock)");
        SlackFormat.Instance.Write(Of([advice with { Reason = "<!here>" }])).ShouldNotContain("<!here>");
        MailFormat.Html(Of([advice with { Reason = "<b>x" }])).ShouldNotContain("<b>x");
    }

    [Fact]
    public void Slack_and_Teams_show_whole_lines_within_their_limits_and_count_the_rest()
    {
        AlertAdvice[] stores = [.. Enumerable.Range(0, 50).Select(i => new AlertAdvice(
            $"{i}{new string('&', 70)}", StoreAction.Transfer, new string('€', 390), i, i, new string('*', 80)))];
        AlertMessage message = Of(stores), digest = new("k", "liege", [.. Enumerable.Range(0, 25).Select(i => SomeAlert.Of(i) with { Do = stores, Entity = new string('€', 80) })], Style);
        foreach (AlertMessage each in (AlertMessage[])[message, digest])
        {
            foreach (JsonNode? block in JsonNode.Parse(SlackFormat.Instance.Write(each))!["blocks"]!.AsArray())
            {
                if (block!["text"]?["text"]?.GetValue<string>() is not { } text) continue;
                text.Length.ShouldBeLessThanOrEqualTo(3000);
                if (!text.Contains('•')) continue;
                string[] lines = text.Split('\n');
                int told = lines.Count(line => line.StartsWith("• ", StringComparison.Ordinal)) - 1;
                lines.ShouldContain($"• And {50 - told} more.");
                lines[^1].ShouldEndWith("severity 6 of 10 · liege_");
            }

            string teams = TeamsFormat.Instance.Write(each);
            System.Text.Encoding.UTF8.GetByteCount(teams).ShouldBeLessThanOrEqualTo(25_000);
            string[] shown = [.. JsonNode.Parse(teams)!["attachments"]![0]!["content"]!["body"]!.AsArray().Select(item => item!["text"]!.GetValue<string>())];
            int actions = shown.Count(line => line.StartsWith("• ", StringComparison.Ordinal) && !line.StartsWith("• And", StringComparison.Ordinal));
            if (!each.IsDigest) shown.ShouldContain($"• And {50 - actions} more.");
            else shown[^1].ShouldMatch("^And [0-9]+ more\\.$");
        }

        MailFormat.Plain(message).Split('\n').Count(line => line.StartsWith("- ", StringComparison.Ordinal)).ShouldBe(50);
    }

    private static AlertMessage Of(IReadOnlyList<AlertAdvice> advice, AlertLanguage language = AlertLanguage.English) =>
        new("k", "liege", [SomeAlert.Of(1) with { Do = advice }], Style with { Language = language });

    private static string[] Chats(AlertMessage message) =>
        [SlackFormat.Instance.Write(message), TeamsFormat.Instance.Write(message), MailFormat.Plain(message), System.Net.WebUtility.HtmlDecode(MailFormat.Html(message))];

    [Fact]
    public void Slack_does_not_run_what_a_name_holds()
    {
        string json = SlackFormat.Instance.Write(One(entity: "<!channel> & <https://evil.example|click>"));
        json.ShouldNotContain("<!channel>");
        json.ShouldContain("&lt;!channel&gt; &amp; &lt;https://evil.example|click&gt;");
    }

    [Fact]
    public void Slack_stays_within_its_limits_however_many_alerts()
    {
        JsonNode json = JsonNode.Parse(SlackFormat.Instance.Write(Many(1000)))!;
        json["blocks"]!.AsArray().Count.ShouldBeLessThanOrEqualTo(50);
        json["text"]!.GetValue<string>().ShouldBe("1,000 alerts (liege)");
        json.ToJsonString().ShouldContain("And 990 more.");
        foreach (JsonNode? block in json["blocks"]!.AsArray())
            (block!["text"]?["text"]?.GetValue<string>() ?? "").Length.ShouldBeLessThanOrEqualTo(3000);
    }

    [Fact]
    public void Teams_gets_an_adaptive_card_with_markdown_shown_as_it_is()
    {
        JsonNode json = JsonNode.Parse(TeamsFormat.Instance.Write(One(entity: "a*b_[c](http://x)")))!;
        JsonNode card = json["attachments"]![0]!["content"]!;
        card["type"]!.GetValue<string>().ShouldBe("AdaptiveCard");
        card["body"]![0]!["text"]!.GetValue<string>().ShouldContain(@"a\*b\_\[c\](http://x)");
        card["actions"]!.AsArray().Select(action => action!["title"]!.GetValue<string>()).ShouldBe(["Useful", "Not useful"]);
    }

    [Fact]
    public void Links_to_posts_are_shown_where_the_role_allows_and_only_web_addresses()
    {
        foreach (bool shows in new[] { true, false })
        {
            AlertMessage message = One(Style with { ShowsLinks = shows });
            foreach (string text in (string[])[SlackFormat.Instance.Write(message), TeamsFormat.Instance.Write(message), MailFormat.Plain(message), MailFormat.Html(message)])
            {
                text.Contains("example.org/post/1", StringComparison.Ordinal).ShouldBe(shows, text);
                text.ShouldNotContain("javascript:");
            }
        }
    }

    [Fact]
    public void Webhook_holds_all_that_p_q_and_interval_are_computed_from()
    {
        JsonNode alert = JsonNode.Parse(WebhookFormat.Instance.Write(One()))!["alerts"]![0]!;
        AlertEvidence evidence = SomeAlert.Of(1).Evidence;
        JsonNode json = alert["evidence"]!;
        json["observed"]!.GetValue<double>().ShouldBe(evidence.Observed);
        json["p"]!.GetValue<double>().ShouldBe(evidence.P);
        json["tests"]!.GetValue<long>().ShouldBe(evidence.Tests);
        // Every property of the evidence but the links has its value there.
        string[] expected = [.. typeof(AlertEvidence).GetProperties().Select(property => Snake(property.Name))];
        json.AsObject().Select(pair => pair.Key).ShouldBe(expected, ignoreOrder: true);
        alert["updated_at"]!.GetValue<string>().ShouldBe("2025-07-01T12:00:00Z");
    }

    [Fact]
    public void Webhook_writes_null_for_what_json_has_no_number_for()
    {
        AlertRecord alert = SomeAlert.Of(1) with { Evidence = new AlertEvidence { RatioHigh = double.PositiveInfinity, P = double.NaN } };
        JsonNode json = JsonNode.Parse(WebhookFormat.Instance.Write(new AlertMessage("k", "r", [alert], Style)))!;
        json["alerts"]![0]!["evidence"]!["ratio_high"].ShouldBeNull();
        json["alerts"]![0]!["evidence"]!["p"].ShouldBeNull();
    }

    [Fact]
    public void Mail_is_told_in_the_language_of_its_readers_and_html_is_escaped()
    {
        AlertMessage message = One(Style with { Language = AlertLanguage.Dutch }, "<b>x</b>");
        MailFormat.Subject(message).ShouldStartWith("Het geluid ‘<b>x</b>’ neemt in Liege toe");
        MailFormat.Plain(message).ShouldContain("2025-07-01 14.00 uur · ernst 6 op 10 · liege");
        MailFormat.Html(message).ShouldContain("&lt;b&gt;x&lt;/b&gt;");
        MailFormat.Html(message).ShouldNotContain("<b>x</b>");
    }

    [Fact]
    public void Digest_shows_the_gravest()
    {
        AlertMessage message = Many(25);
        message.Shown.Select(shown => shown.Alert.Severity).ShouldBe([10, 10, 9, 9, 8, 8, 7, 7, 6, 6]);
        message.More.ShouldBe(15);
    }

    /// <summary>The name in JSON: times are texts there, and lose their unit.</summary>
    private static string Snake(string name) => name switch
    {
        "QP" => "q_p",
        "BaselineStartMs" => "baseline_start",
        "BaselineEndMs" => "baseline_end",
        _ => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(name),
    };
}
