using Houle.Events;
using Houle.Sinks.Alerts.Rules;
using Houle.Streams.Alerts;
using NodaTime;
using NodaTime.Text;

namespace Houle.Sinks.Tests.Alerts;

public sealed class RuleTests
{
    private static readonly DateTimeZone Brussels = DateTimeZoneProviders.Tzdb["Europe/Brussels"];

    private static readonly AlertRule Any = new() { Name = "r" };

    [Fact]
    public void Rule_without_conditions_takes_everything() => Any.Judge(SomeAlert.Of(1)).ShouldBe(RuleVerdict.Fires);

    [Theory]
    [InlineData("be/liege", RuleVerdict.Fires)]
    [InlineData("be", RuleVerdict.Fires)]
    [InlineData("b", RuleVerdict.OtherPlace)]
    [InlineData("be/lieg", RuleVerdict.OtherPlace)]
    [InlineData("be/region-wal", RuleVerdict.Fires)]
    [InlineData("be/region-vlg", RuleVerdict.OtherPlace)]
    [InlineData("fr", RuleVerdict.OtherPlace)]
    public void Place_holds_what_lies_in_it(string place, RuleVerdict expected) =>
        (Any with { Places = [place], RegionOf = cell => cell == "be/liege" ? "be/region-wal" : null })
            .Judge(SomeAlert.Of(1)).ShouldBe(expected);

    [Fact]
    public void Each_condition_leaves_out_what_it_does_not_name()
    {
        AlertRecord alert = SomeAlert.Of(1);
        (Any with { Categories = [AlertCategory.BadBuzz] }).Judge(alert).ShouldBe(RuleVerdict.OtherCategory);
        (Any with { Kinds = [EntityKind.Hashtag] }).Judge(alert).ShouldBe(RuleVerdict.OtherKind);
        (Any with { Kinds = [EntityKind.Hashtag, EntityKind.Sound] }).Judge(alert).ShouldBe(RuleVerdict.Fires);
        (Any with { Brands = ["zorg"] }).Judge(alert).ShouldBe(RuleVerdict.OtherBrand);
        (Any with { Brands = ["zorg"] }).Judge(alert with { Kind = EntityKind.Complaint, Entity = "zorg" }).ShouldBe(RuleVerdict.Fires);
        (Any with { Brands = ["zorg"] }).Judge(alert with { Kind = EntityKind.Sound, Entity = "zorg" }).ShouldBe(RuleVerdict.OtherBrand);
        (Any with { Brands = ["zorg"] }).Judge(alert with { Cell = "brand:zorg" }).ShouldBe(RuleVerdict.Fires);
        (Any with { Segments = ["students"] }).Judge(alert).ShouldBe(RuleVerdict.OtherSegment);
        AlertRecord theirs = alert with { Evidence = alert.Evidence with { Segments = [new AlertSegment("students", 27, 41, 0.2), new AlertSegment("families", 10, 41, 0.25)] } };
        (Any with { Segments = ["runners", "students"] }).Judge(theirs).ShouldBe(RuleVerdict.Fires);
        (Any with { Segments = ["families"] }).Judge(theirs).ShouldBe(RuleVerdict.OtherSegment, "they are as many as usual");
        (Any with { Topics = [Topic("students")] }).Judge(theirs).ShouldBe(RuleVerdict.Fires);
        (Any with { Topics = [Topic("families")] }).Judge(theirs).ShouldBe(RuleVerdict.OtherTopic);
        (Any with { Topics = [Topic("moto")] }).Judge(alert).ShouldBe(RuleVerdict.OtherTopic);
        (Any with { Topics = [Topic("moto"), Topic("vélo AND NOT moto")] }).Judge(alert).ShouldBe(RuleVerdict.Fires);
        (Any with { SeverityMin = 7 }).Judge(alert).ShouldBe(RuleVerdict.NotSevere);
        AlertRecord paid = alert with { Evidence = alert.Evidence with { SponsoredShare = 0.31 } };
        (Any with { SponsoredMax = 0.3 }).Judge(paid).ShouldBe(RuleVerdict.Sponsored);
        (Any with { SponsoredMax = 0.31 }).Judge(paid).ShouldBe(RuleVerdict.Fires);
    }

    [Theory]
    [InlineData("22:00-07:00", "2025-07-01T21:59", "2025-07-01T21:59")]
    [InlineData("22:00-07:00", "2025-07-01T22:00", "2025-07-02T07:00")]
    [InlineData("22:00-07:00", "2025-07-02T03:00", "2025-07-02T07:00")]
    [InlineData("22:00-07:00", "2025-07-02T07:00", "2025-07-02T07:00")]
    [InlineData("12:30-14:00", "2025-07-01T13:59", "2025-07-01T14:00")]
    [InlineData("12:30-14:00", "2025-07-01T12:29", "2025-07-01T12:29")]
    // The night in which 02:30 does not exist: the end moves on to 03:30.
    [InlineData("22:00-02:30", "2025-03-30T01:00", "2025-03-30T03:30")]
    public void Quiet_hours_hold_until_their_end(string hours, string localNow, string localExpected)
    {
        QuietHours.TryParse(hours, Brussels, out QuietHours? quiet).ShouldBeTrue();
        quiet!.NotBefore(At(localNow)).ShouldBe(At(localExpected));
    }

    [Theory]
    [InlineData("22:00")]
    [InlineData("22:00-25:00")]
    [InlineData("22-7")]
    [InlineData("07:00-07:00")]
    [InlineData("")]
    public void Hours_that_are_none_are_refused(string hours) => QuietHours.TryParse(hours, Brussels, out _).ShouldBeFalse();

    [Fact]
    public void Same_subject_waits_for_the_cooldown_and_another_does_not()
    {
        var memory = new RuleMemory(Any with { Cooldown = TimeSpan.FromHours(1) });
        AlertRecord first = SomeAlert.Of(1), again = first with { Id = "x" };
        memory.Judge(first).ShouldBe(RuleVerdict.Fires);
        memory.Note(first);
        memory.Judge(again with { UpdatedAtMs = first.UpdatedAtMs + 3_599_999 }).ShouldBe(RuleVerdict.CoolingDown);
        memory.Judge(again with { UpdatedAtMs = first.UpdatedAtMs + 3_600_000 }).ShouldBe(RuleVerdict.Fires);
        memory.Judge(SomeAlert.Of(2)).ShouldBe(RuleVerdict.Fires);
    }

    [Fact]
    public void Update_is_sent_when_it_is_graver_or_says_to_do_something_else()
    {
        var memory = new RuleMemory(Any);
        AlertRecord first = SomeAlert.Of(1, severity: 6);
        AlertRecord update = first with { Revision = 1, State = AlertState.Updated };
        memory.Note(first);
        memory.Judge(first).ShouldBe(RuleVerdict.MinorUpdate);
        memory.Judge(update).ShouldBe(RuleVerdict.MinorUpdate);
        memory.Judge(update with { Do = [first.Do[0] with { StockUnits = 3 }] }).ShouldBe(RuleVerdict.MinorUpdate);
        memory.Judge(update with { Do = [first.Do[0] with { Action = StoreAction.HoldMarkdown }] }).ShouldBe(RuleVerdict.Fires);
        memory.Judge(update with { Severity = 7 }).ShouldBe(RuleVerdict.Fires);
        memory.Judge(update with { Severity = 7, State = AlertState.Closed }).ShouldBe(RuleVerdict.MinorUpdate);
        // The end of an alert that was never told is not told either; an update of it is an opening.
        memory.Judge(SomeAlert.Of(9) with { State = AlertState.Closed }).ShouldBe(RuleVerdict.MinorUpdate);
        memory.Judge(SomeAlert.Of(9) with { State = AlertState.Updated, Revision = 4 }).ShouldBe(RuleVerdict.Fires);
    }

    [Theory]
    [InlineData(UpdatePolicy.None, RuleVerdict.MinorUpdate)]
    [InlineData(UpdatePolicy.All, RuleVerdict.Fires)]
    public void Policy_decides_on_updates(UpdatePolicy policy, RuleVerdict expected)
    {
        var memory = new RuleMemory(Any with { Updates = policy });
        memory.Note(SomeAlert.Of(1));
        memory.Judge(SomeAlert.Of(1) with { Revision = 1, State = AlertState.Closed }).ShouldBe(expected);
    }

    [Theory]
    [InlineData(DigestPolicy.None, 1, "2025-07-01T15:10", "2025-07-01T15:10")]
    [InlineData(DigestPolicy.None, 4, "2025-07-01T15:10", "2025-07-02T00:00")] // over the daily limit of 3
    [InlineData(DigestPolicy.Hourly, 9, "2025-07-01T15:10", "2025-07-01T16:00")]
    [InlineData(DigestPolicy.Hourly, 9, "2025-07-01T23:10", "2025-07-02T00:00")]
    [InlineData(DigestPolicy.Daily, 1, "2025-07-01T07:59", "2025-07-01T08:00")]
    [InlineData(DigestPolicy.Daily, 1, "2025-07-01T08:00", "2025-07-02T08:00")]
    public void Schedule_follows_digest_and_daily_limit(DigestPolicy digest, int countToday, string localNow, string localExpected) =>
        RuleSchedule.NotBefore(Any with { Digest = digest, DailyMax = 3, Zone = Brussels }, SomeAlert.Of(1), countToday, At(localNow))
            .ShouldBe(At(localExpected));

    [Fact]
    public void Quiet_hours_hold_digests_too_and_let_the_gravest_through()
    {
        QuietHours.TryParse("22:00-07:00", Brussels, out QuietHours? quiet).ShouldBeTrue();
        AlertRule rule = Any with { Digest = DigestPolicy.Hourly, Quiet = quiet, QuietSeverityMax = 9, Zone = Brussels };
        RuleSchedule.NotBefore(rule, SomeAlert.Of(1, 8), 1, At("2025-07-01T21:30")).ShouldBe(At("2025-07-02T07:00"));
        RuleSchedule.NotBefore(rule, SomeAlert.Of(1, 9), 1, At("2025-07-01T21:30")).ShouldBe(At("2025-07-01T22:00"));
    }

    [Fact]
    public void Day_of_the_limit_is_that_of_the_zone()
    {
        var memory = new RuleMemory(Any with { Zone = Brussels });
        long beforeMidnight = At("2025-07-01T23:59").ToUnixTimeMilliseconds();
        memory.Note(SomeAlert.Of(1, atMs: beforeMidnight)).ShouldBe(1);
        memory.Note(SomeAlert.Of(2, atMs: beforeMidnight)).ShouldBe(2);
        memory.Note(SomeAlert.Of(3, atMs: beforeMidnight + 60_000)).ShouldBe(1);
    }

    private static TopicQuery Topic(string text) => TopicQuery.Parse(text, static word => word.ToLowerInvariant());

    private static Instant At(string local) =>
        Brussels.AtStrictly(LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-ddTHH:mm").Parse(local).Value).ToInstant();
}
