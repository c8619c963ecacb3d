using System.Text;
using Houle.Avro.Binary;
using Houle.Events;
using Houle.Sinks.Alerts.Feedback;
using Houle.Streams.Log;
using Houle.Streams.Log.Memory;

namespace Houle.Sinks.Tests.Alerts;

public sealed class FeedbackTests : IDisposable
{
    private static readonly FeedbackToken Tokens = new(Encoding.ASCII.GetBytes("a secret of some length"));
    private readonly MemoryLog _log = new(TimeProvider.System);
    private readonly FeedbackDesk _desk;

    public FeedbackTests() => _desk = new FeedbackDesk(_log, Tokens, TimeProvider.System);

    public void Dispose()
    {
        _desk.Dispose();
        _log.Dispose();
    }

    private static FeedbackClaim Claim(bool useful = true, int days = 30) => new(
        "alert-1", "liege", "marketing", useful, DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.AddDays(days).ToUnixTimeSeconds()));

    [Fact]
    public void Token_comes_back_as_the_claim() => Tokens.Read(Tokens.Sign(Claim()), DateTimeOffset.UtcNow).ShouldBe(Claim());

    [Fact]
    public void Token_that_was_changed_expired_or_is_another_deployments_says_nothing()
    {
        string token = Tokens.Sign(Claim());
        for (int i = 0; i < token.Length - 1; i++) // the last letter of base64 may carry bits that mean nothing
        {
            string wrong = token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..];
            Tokens.Read(wrong, DateTimeOffset.UtcNow).ShouldBeNull(wrong);
        }

        Tokens.Read(Tokens.Sign(Claim(days: -1)), DateTimeOffset.UtcNow).ShouldBeNull();
        new FeedbackToken(new byte[32]).Read(token, DateTimeOffset.UtcNow).ShouldBeNull();
        foreach (string? nonsense in new[] { null, "", ".", "a.b", "é.é", new string('A', 100_000) })
            Tokens.Read(nonsense, DateTimeOffset.UtcNow).ShouldBeNull();
    }

    [Fact]
    public void Get_stores_nothing_and_post_stores_the_word()
    {
        string token = Tokens.Sign(Claim(useful: false));

        FeedbackAnswer page = _desk.Show(token);
        page.Status.ShouldBe(200);
        page.Html.ShouldContain("not useful");
        Stored().ShouldBeEmpty();

        _desk.Record(token, "  wrong store  ").Status.ShouldBe(200);
        Stored().ShouldBe(["alert-1 liege marketing False wrong store"]);
    }

    [Fact]
    public void Post_without_a_valid_token_is_refused()
    {
        _desk.Record("x.y", null).Status.ShouldBe(403);
        _desk.Show(null).Status.ShouldBe(403);
        Stored().ShouldBeEmpty();
    }

    [Fact]
    public void Note_is_cut_between_characters()
    {
        _desk.Record(Tokens.Sign(Claim()), new string('é', 400)).Status.ShouldBe(200);
        Stored().Single().ShouldEndWith($" True {new string('é', 250)}");
    }

    [Fact]
    public void Page_does_not_run_what_a_name_holds() =>
        _desk.Show(Tokens.Sign(Claim() with { Rule = "<script>" })).Html.ShouldNotContain("<script>");

    private List<string> Stored()
    {
        List<string> stored = [];
        _log.Scan(new TopicPartition("houle.alert-feedback", 0), (scoped in RecordView record) =>
        {
            AlertFeedback.Read(SingleObject.Body(record.Value), out AlertFeedback word);
            stored.Add($"{Text(word.AlertId)} {Text(word.Rule)} {Text(word.Destination)} {word.Useful} {(word.HasNote ? Text(word.Note) : "")}");
        });
        return stored;
    }

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}
