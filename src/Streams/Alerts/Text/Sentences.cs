using System.Globalization;
using System.Text;
using Houle.Events;

namespace Houle.Streams.Alerts.Text;

/// <summary>Tells alerts in one language: the order of a sentence is here, its words and grammar are each language's own.</summary>
public abstract class Sentences
{
    /// <summary>Expected counts below this are told as "usually almost none": a ratio to them says little.</summary>
    private const double AlmostNone = 0.5;

    // A name longer than this is cut: it comes from users, and a headline must stay one.
    private const int NameMax = 80;

    // Two sentences that name two stores and a city: our own are shorter, a foreign producer's may be anything.
    private const int ReasonMax = 400;

    // The place of what is in a country, or in the world, and no one said where.
    private const string Unknown = "/unknown";

    private const double ShortDays = 3;
    private const int StoresToldMax = 2;

    private static readonly Sentences[] All = [new EnglishSentences(), new FrenchSentences(), new DutchSentences()];

    public static Sentences In(AlertLanguage language) => All[(int)language];

    protected abstract AlertLanguage Language { get; }

    protected abstract NumberText Numbers { get; }

    public AlertText Tell(AlertRecord alert, INames names) =>
        new(Headline(alert, names), [.. Details(alert, names)], [.. Actions(alert, names)], Reason(alert.Evidence));

    /// <summary>One sentence that a non-specialist reads at once.</summary>
    public string Headline(AlertRecord alert, INames names)
    {
        AlertEvidence evidence = alert.Evidence;
        string place = At(alert.Cell, names);
        string name = alert is { Kind: { } kind, Entity: { } entity } ? Clean(names.Entity(kind, entity)) : "";
        string what = alert.Category switch
        {
            AlertCategory.BadBuzz => Complaints(alert.Kind == EntityKind.Complaint ? EntityKind.Brand : alert.Kind, name, place, Phase(alert)),
            AlertCategory.Moment => Moment(place, [.. alert.Terms.Take(3).Select(Clean)], Phase(alert)),
            AlertCategory.Creator => Creator(alert.Creator ?? alert.Entity ?? "", place),
            AlertCategory.Signal => Shortage(alert.Kind, name, place, alert.State == AlertState.Closed),
            AlertCategory.Series => Series(alert.Kind, name, place, evidence.Observed >= evidence.Expected),
            _ => Swell(alert.Kind, name, place, Phase(alert)),
        };
        var facts = new List<string>();
        if (alert.Category == AlertCategory.Signal)
        {
            facts.AddRange(Shortest(alert).Select(store => StockAt(Clean(names.Store(store.Store)), store.DaysOfCover!.Value)));
            return facts.Count == 0 ? $"{what}." : $"{what}{Colon} {string.Join(", ", facts)}.";
        }

        // A series counts units, not people or mentions.
        bool tellsPeople = alert.People is not null && alert.Category is not AlertCategory.Series and not AlertCategory.Creator;
        string count = tellsPeople ? People(alert.People!.Value) : Count(alert.Stream, alert.Category, evidence.Observed);
        facts.Add(evidence.ScaleMs > 0 ? $"{count} {Span(evidence.ScaleMs)}" : count);
        if (tellsPeople && evidence.CarryingSegments().FirstOrDefault() is { } segment) facts.Add(OfSegment(alert, segment, names));
        facts.Add(evidence.Expected < AlmostNone ? UsuallyNone : Times(evidence.Observed / evidence.Expected));
        if (alert.People is not null && alert.Stream == Events.Stream.Social && alert.Category != AlertCategory.Creator)
            facts.Add(Genuine(evidence.AuthenticShare));
        if (evidence.Carries is [var first, ..]) facts.Add(Carries(Clean(names.Entity(EntityKind.Product, first.Product)), first.Share));
        if (alert.Category == AlertCategory.Swell) facts.AddRange(Shortest(alert).Take(1).Select(store => StockAt(Clean(names.Store(store.Store)), store.DaysOfCover!.Value)));
        return $"{what}{Colon} {string.Join(", ", facts)}.";
    }

    private string At(string cell, INames names) => Place(cell, names, In);

    /// <summary>A place's name, as lists have it or with "in" before it; also what nobody said the city of.</summary>
    private string Place(string cell, INames names, Func<string, string, string>? before = null)
    {
        string? unknownIn = CountryOfUnknown(cell);
        if (unknownIn == "world") return Somewhere;
        string known = unknownIn ?? cell, name = Clean(names.Cell(known, Language)), said = before is null ? name : before(known, name);
        return unknownIn is null ? said : $"{said} ({CityNotKnown})";
    }

    private static string? CountryOfUnknown(string cell) => cell.EndsWith(Unknown, StringComparison.Ordinal) ? cell[..^Unknown.Length] : null;

    /// <summary>The stores that are to do something about their stock, the shortest first: those with at most three days of it;
    /// of several products that it carries, those of the first.</summary>
    private static IEnumerable<AlertAdvice> Shortest(AlertRecord alert) => alert.Do
        .Where(store => store is { Action: StoreAction.Transfer or StoreAction.HoldMarkdown, DaysOfCover: <= ShortDays })
        .Where(store => store.Product is null || store.Product == alert.Evidence.Carries.FirstOrDefault()?.Product)
        .OrderBy(store => store.DaysOfCover).ThenBy(store => store.Store, StringComparer.Ordinal).Take(StoresToldMax);

    /// <summary>How many of them belong to a segment, as a number where all were counted and as a part where a sample was.</summary>
    private string OfSegment(AlertRecord alert, AlertSegment segment, INames names) =>
        segment.Of != alert.People ? SegmentPart(PercentOf(segment.Share), Clean(names.Segment(segment.Segment)))
        : segment.People == segment.Of ? SegmentWhole(Clean(names.Segment(segment.Segment)))
        : SegmentPart(Numbers.Whole(segment.People), Clean(names.Segment(segment.Segment)));

    /// <summary>For a digest: how many alerts it holds.</summary>
    public abstract string Digest(int alerts);

    /// <summary>For a digest: how many are not shown.</summary>
    public abstract string AndMore(int alerts);

    public abstract string SeverityOf(int severity);

    public abstract string ReasonTitle { get; }

    public abstract string UsefulQuestion { get; }

    public abstract string Useful { get; }

    public abstract string NotUseful { get; }

    /// <summary>A time of day at an offset of the zone it is told in, as <c>14:00</c>, <c>14 h</c> or <c>14.00 uur</c>.</summary>
    public abstract string Clock(int hour, int minute);

    private IEnumerable<string> Details(AlertRecord alert, INames names)
    {
        if (alert.FirstCell is not null || alert.NextCells.Count > 0)
        {
            string? first = alert.FirstCell is null ? null : At(alert.FirstCell, names);
            yield return Spread(first, [.. alert.NextCells.Take(3).Select(cell => Place(cell, names))], Math.Max(0, alert.NextCells.Count - 3));
        }

        foreach (AlertSegment segment in alert.People is null ? [] : alert.Evidence.CarryingSegments())
            yield return Segment(Clean(names.Segment(segment.Segment)), segment.Share, segment.UsualShare);
        foreach (AlertCarried more in alert.Evidence.Carries.Skip(1))
            yield return Upper(Carries(Clean(names.Entity(EntityKind.Product, more.Product)), more.Share)) + ".";
        if (alert.Visits is { } visits)
            yield return Visits(visits, alert.VisitsExpected is >= AlmostNone and { } expected ? visits / expected : null);
        if (alert.DaysOfCover is { } days) yield return Stock(days);
        if (alert.StockOutRisk is { } risk) yield return Risk(risk);
        if (alert.CoincidesWith.Count > 0) yield return Coincides([.. alert.CoincidesWith.Take(3).Select(Clean)]);
        if (alert.Evidence.LearningDay < alert.Evidence.LearningDays)
            yield return Learning(alert.Evidence.LearningDay, alert.Evidence.LearningDays);
    }

    private IEnumerable<ActionText> Actions(AlertRecord alert, INames names) =>
        from advice in alert.Do
        where advice.Action != StoreAction.None
        orderby advice.DaysOfCover ?? double.PositiveInfinity
        let city = advice.FromCell is null ? "" : $" ({Clean(names.Cell(advice.FromCell, Language))})"
        let origin = advice.FromStore is null ? null : Clean(names.Store(advice.FromStore)) + city
        let stock = advice.DaysOfCover is { } days ? Cover(advice.StockUnits, days) : ""
        let of = advice.Product is null ? "" : $", {Clean(names.Entity(EntityKind.Product, advice.Product))}"
        select new ActionText($"{Clean(names.Store(advice.Store))}{of}{Colon} {Action(advice.Action, origin)}", stock, OneLine(advice.ReasonIn(Language), ReasonMax));

    /// <summary>A fading or closed alert is told as such, and the learning phase as a rise: that it is learning is a detail.</summary>
    private static TrendPhase Phase(AlertRecord alert) =>
        alert.State == AlertState.Closed ? TrendPhase.Over : alert.Phase == TrendPhase.Learning ? TrendPhase.Rising : alert.Phase;

    /// <summary>Line breaks and other control characters become spaces; long texts are cut between characters.</summary>
    private static string Clean(string name) => OneLine(name, NameMax);

    private static string OneLine(string name, int max)
    {
        var text = new StringBuilder();
        int length = 0;
        foreach (Rune rune in name.EnumerateRunes())
        {
            if (++length > max) return text.Append('…').ToString();
            bool hidden = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            text.Append(hidden ? " " : rune.ToString());
        }

        return text.ToString().Trim();
    }

    /// <summary>A colon with the space that the language puts before it.</summary>
    public abstract string Colon { get; }

    protected abstract string UsuallyNone { get; }

    protected abstract string In(string cell, string name);

    /// <summary>Beside a country, of what is somewhere in it.</summary>
    protected abstract string CityNotKnown { get; }

    protected abstract string Somewhere { get; }

    protected abstract string Swell(EntityKind? kind, string name, string place, TrendPhase phase);

    protected abstract string Complaints(EntityKind? kind, string name, string place, TrendPhase phase);

    protected abstract string Moment(string place, IReadOnlyList<string> terms, TrendPhase phase);

    protected abstract string Creator(string pseudonym, string place);

    protected abstract string Series(EntityKind? kind, string name, string place, bool above);

    /// <summary>A store is about to run out of it, or that is over.</summary>
    protected abstract string Shortage(EntityKind? kind, string name, string place, bool over);

    /// <summary>How long a store's stock lasts, as part of a sentence.</summary>
    protected abstract string StockAt(string store, double days);

    protected abstract string People(long count);

    protected abstract string Count(Events.Stream stream, AlertCategory category, double count);

    protected abstract string Span(long ms);

    protected abstract string Times(double ratio);

    protected abstract string Genuine(double share);

    /// <summary>Which part of the people also name a product.</summary>
    protected abstract string Carries(string product, double share);

    /// <summary>How many of the people, a number or a percentage, belong to a segment.</summary>
    protected abstract string SegmentPart(string howMany, string segment);

    protected abstract string SegmentWhole(string segment);

    /// <summary>Which part of the people belong to a segment, and which usually do.</summary>
    protected abstract string Segment(string segment, double share, double usual);

    /// <summary>A percentage as the language writes it.</summary>
    protected virtual string PercentOf(double share) => $"{Percent(share)}%";

    protected abstract string Spread(string? first, IReadOnlyList<string> next, int more);

    protected abstract string Visits(long visits, double? ratio);

    protected abstract string Stock(double days);

    protected abstract string Risk(double risk);

    protected abstract string Coincides(IReadOnlyList<string> events);

    protected abstract string Learning(int day, int days);

    protected abstract string Cover(long? units, double days);

    protected abstract string Action(StoreAction action, string? from);

    protected abstract string Reason(AlertEvidence evidence);

    protected static string List(IReadOnlyList<string> items, string and) => items.Count switch
    {
        0 => "",
        1 => items[0],
        _ => $"{string.Join(", ", items.Take(items.Count - 1))} {and} {items[^1]}",
    };

    /// <summary>A span in the largest unit that divides it: minutes, hours or days.</summary>
    protected static (long Number, char Unit) Unit(long ms) => ms switch
    {
        _ when ms > 86_400_000 && ms % 86_400_000 == 0 => (ms / 86_400_000, 'd'),
        _ when ms >= 3_600_000 && ms % 3_600_000 == 0 => (ms / 3_600_000, 'h'),
        _ => (Math.Max(1, ms / 60_000), 'm'),
    };

    protected static string Upper(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    protected static string Percent(double share) =>
        Math.Round(share * 100, MidpointRounding.AwayFromZero).ToString(CultureInfo.InvariantCulture);
}
