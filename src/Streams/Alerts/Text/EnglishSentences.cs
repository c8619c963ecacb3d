using Houle.Events;

namespace Houle.Streams.Alerts.Text;

internal sealed class EnglishSentences : Sentences
{
    protected override AlertLanguage Language => AlertLanguage.English;

    protected override NumberText Numbers => NumberText.English;

    public override string Colon => ":";

    protected override string UsuallyNone => "usually almost none";

    public override string ReasonTitle => "How we know";

    public override string UsefulQuestion => "Was this useful?";

    public override string Useful => "Useful";

    public override string NotUseful => "Not useful";

    public override string Digest(int alerts) => alerts == 1 ? "1 alert" : $"{Numbers.Whole(alerts)} alerts";

    public override string AndMore(int alerts) => alerts == 1 ? "And 1 more." : $"And {Numbers.Whole(alerts)} more.";

    public override string SeverityOf(int severity) => $"severity {severity} of 10";

    public override string Clock(int hour, int minute) => $"{hour:00}:{minute:00}";

    protected override string CityNotKnown => "city not known";

    protected override string Somewhere => "somewhere";

    protected override string In(string cell, string name) =>
        cell is "us" or "gb" or "nl" or "ae" or "ph" ? $"in the {name}" : cell.Contains(':', StringComparison.Ordinal) ? $"at {name}" : $"in {name}";

    protected override string Swell(EntityKind? kind, string name, string place, TrendPhase phase) =>
        $"{Subject(kind, name)} {Verb(phase, plural: false)} {place}";

    protected override string Complaints(EntityKind? kind, string name, string place, TrendPhase phase) =>
        $"Complaints about {Lower(Subject(kind, name))} {Verb(phase, plural: true)} {place}";

    protected override string Moment(string place, IReadOnlyList<string> terms, TrendPhase phase) =>
        $"Something unusual {(phase is TrendPhase.Over ? "has ended" : "is going on")} {place}"
        + (terms.Count == 0 ? "" : $", around {List([.. terms.Select(Quote)], "and")}");

    protected override string Creator(string pseudonym, string place) => $"The followers of creator {pseudonym} {place} jump";

    protected override string Series(EntityKind? kind, string name, string place, bool above) =>
        $"{Subject(kind, name)} {place} is far {(above ? "above" : "below")} its usual level";

    protected override string Shortage(EntityKind? kind, string name, string place, bool over) =>
        $"{Subject(kind, name)} {(over ? "is no longer short" : "is running out")} {place}";

    protected override string StockAt(string store, double days) => days <= 0
        ? $"no stock left at {store}"
        : $"stock at {store} lasts {EnglishReasons.Days(days)}";

    protected override string People(long count) => count == 1 ? "1 person" : $"{Numbers.Whole(count)} people";

    protected override string Count(Events.Stream stream, AlertCategory category, double count)
    {
        (string one, string many) = category == AlertCategory.Creator ? ("new follower", "new followers") : stream switch
        {
            Events.Stream.Social => ("mention", "mentions"),
            Events.Stream.Sales => ("unit sold", "units sold"),
            Events.Stream.FootTraffic => ("visitor", "visitors"),
            _ => ("event", "events"),
        };
        return Math.Round(count) == 1 ? $"1 {one}" : $"{Numbers.Whole(count)} {many}";
    }

    protected override string Span(long ms) => Unit(ms) switch
    {
        (1, 'd') => "in a day", (1, 'h') => "in an hour", (1, _) => "in a minute",
        (var n, 'd') => $"in {n} days", (var n, 'h') => $"in {n} hours", (var n, _) => $"in {n} minutes",
    };

    protected override string Times(double ratio) => $"{Numbers.Short(ratio)} times the usual";

    protected override string Genuine(double share) => share switch
    {
        >= 0.95 => "nearly all genuine",
        >= 0.8 => "mostly genuine",
        >= 0.5 => "part of it looks bought",
        _ => "most of it looks bought",
    };

    protected override string Carries(string product, double share) => $"{Percent(share)}% also name {Quote(product)}";

    protected override string SegmentPart(string howMany, string segment) => $"{howMany} of them {Quote(segment)}";

    protected override string SegmentWhole(string segment) => $"all of them {Quote(segment)}";

    protected override string Segment(string segment, double share, double usual) =>
        $"{PercentOf(share)} of them are {Quote(segment)}; usually {PercentOf(usual)} of the people here are.";

    protected override string Spread(string? first, IReadOnlyList<string> next, int more)
    {
        string reached = next.Count == 0 ? "" : $"it has reached {List(more > 0 ? [.. next, more == 1 ? "1 more place" : $"{more} more places"] : next, "and")}";
        return first is null ? $"{Upper(reached)}." : reached.Length == 0 ? $"It rose first {first}." : $"It rose first {first}, and {reached}.";
    }

    protected override string Visits(long visits, double? ratio) =>
        (visits == 1 ? "1 person came into your stores" : $"{Numbers.Whole(visits)} people came into your stores")
        + (ratio is { } r ? $", {Times(r)}." : ".");

    protected override string Stock(double days) => days < 1 ? "Stock lasts less than a day at this pace." : $"Stock lasts {Days(days)} at this pace.";

    protected override string Risk(double risk) => $"Chance of running out before it ends: {Percent(risk)}%.";

    protected override string Coincides(IReadOnlyList<string> events) => $"It coincides with {List(events, "and")}.";

    protected override string Learning(int day, int days) => $"Houle is still learning what is usual here (day {day} of {days}): take this with care.";

    protected override string Cover(long? units, double days)
    {
        string lasts = days < 1 ? "less than a day of stock" : $"{Days(days)} of stock";
        return units is { } n ? $"{(n == 1 ? "1 unit" : $"{Numbers.Whole(n)} units")}, {lasts}" : lasts;
    }

    protected override string Action(StoreAction action, string? from) => action switch
    {
        StoreAction.Display => "put it on display",
        StoreAction.Transfer => from is null ? "bring in stock from another store" : $"bring in stock from {from}",
        StoreAction.HoldMarkdown => "hold the markdown",
        StoreAction.Recommend => "recommend it to customers",
        _ => "",
    };

    protected override string Reason(AlertEvidence evidence) =>
        $"{Numbers.Short(evidence.Observed)} counted, {Numbers.Short(evidence.Expected)} expected; "
        + $"between {Numbers.Short(evidence.RatioLow)} and {Numbers.Short(evidence.RatioHigh)} times the usual with {Percent(evidence.RatioLevel)}% confidence; "
        + $"q {Numbers.Probability(evidence.Q)}, {(evidence.Tests == 1 ? "1 thing" : $"{Numbers.Whole(evidence.Tests)} things")} tested.";

    private string Days(double days) => Math.Round(days, MidpointRounding.AwayFromZero) <= 1 ? "1 day" : $"{Numbers.Whole(days)} days";

    private static string Subject(EntityKind? kind, string name) => kind switch
    {
        null => "Activity",
        EntityKind.Sound => $"The sound {Quote(name)}",
        EntityKind.Hashtag => $"The hashtag #{name.TrimStart('#')}",
        EntityKind.Challenge => $"The challenge {Quote(name)}",
        EntityKind.Product => $"The product {Quote(name)}",
        EntityKind.Brand => $"The brand {Quote(name)}",
        EntityKind.Term => $"The word {Quote(name)}",
        EntityKind.Complaint => $"Complaining about {Quote(name)}",
        EntityKind.Source => $"The source {Quote(name)}",
        EntityKind.Intent => $"Interest by {Quote(name)}",
        EntityKind.Store => $"The store {Quote(name)}",
        EntityKind.Place => $"The place {Quote(name)}",
        EntityKind.PromoCode => $"The promo code {Quote(name)}",
        EntityKind.Campaign => $"The campaign {Quote(name)}",
        EntityKind.Community => $"The community {Quote(name)}",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "a kind of entity"),
    };

    private static string Verb(TrendPhase phase, bool plural) => phase switch
    {
        TrendPhase.Emerging => plural ? "are beginning to rise" : "is beginning to rise",
        TrendPhase.Peak => plural ? "are at their peak" : "is at its peak",
        TrendPhase.Fading => plural ? "are fading" : "is fading",
        TrendPhase.Over => plural ? "are back to usual" : "is back to usual",
        _ => plural ? "are rising" : "is rising",
    };

    private static string Quote(string name) => $"“{name}”";

    private static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..];
}
