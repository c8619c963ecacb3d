using Houle.Events;

namespace Houle.Streams.Alerts.Text;

internal sealed class DutchSentences : Sentences
{
    protected override AlertLanguage Language => AlertLanguage.Dutch;

    protected override NumberText Numbers => NumberText.Dutch;

    public override string Colon => ":";

    protected override string UsuallyNone => "gewoonlijk bijna niets";

    public override string ReasonTitle => "Hoe we dit weten";

    public override string UsefulQuestion => "Had u hier iets aan?";

    public override string Useful => "Nuttig";

    public override string NotUseful => "Niet nuttig";

    public override string Digest(int alerts) => alerts == 1 ? "1 melding" : $"{Numbers.Whole(alerts)} meldingen";

    public override string AndMore(int alerts) => alerts == 1 ? "En nog 1." : $"En nog {Numbers.Whole(alerts)}.";

    public override string SeverityOf(int severity) => $"ernst {severity} op 10";

    public override string Clock(int hour, int minute) => $"{hour}.{minute:00} uur";

    protected override string CityNotKnown => "plaats onbekend";

    protected override string Somewhere => "ergens";

    protected override string In(string cell, string name) =>
        cell is "us" or "gb" or "ae" ? $"in de {name}" : cell.Contains(':', StringComparison.Ordinal) ? $"bij {name}" : $"in {name}";

    protected override string Swell(EntityKind? kind, string name, string place, TrendPhase phase) =>
        Clause(Subject(kind, name), phase, place, plural: false);

    protected override string Complaints(EntityKind? kind, string name, string place, TrendPhase phase) =>
        Clause($"Klachten over {Lower(Subject(kind, name))}", phase, place, plural: true);

    protected override string Moment(string place, IReadOnlyList<string> terms, TrendPhase phase) =>
        (phase == TrendPhase.Over ? $"Iets ongewoons {place} is voorbij" : $"Er is iets ongewoons aan de hand {place}")
        + (terms.Count == 0 ? "" : $", rond {List([.. terms.Select(Quote)], "en")}");

    protected override string Creator(string pseudonym, string place) => $"Het aantal volgers van maker {pseudonym} springt omhoog {place}";

    protected override string Series(EntityKind? kind, string name, string place, bool above) =>
        $"{Subject(kind, name)} {place} ligt ver {(above ? "boven" : "onder")} het gewone niveau";

    protected override string Shortage(EntityKind? kind, string name, string place, bool over) =>
        $"{Subject(kind, name)} {(over ? $"is {place} weer voldoende voorradig" : $"raakt {place} op")}";

    protected override string StockAt(string store, double days) => days <= 0
        ? $"geen voorraad meer in {store}"
        : $"de voorraad in {store} volstaat voor {DutchReasons.Days(days)}";

    protected override string People(long count) => count == 1 ? "1 persoon" : $"{Numbers.Whole(count)} mensen";

    protected override string Count(Events.Stream stream, AlertCategory category, double count)
    {
        (string one, string many) = category == AlertCategory.Creator ? ("nieuwe volger", "nieuwe volgers") : stream switch
        {
            Events.Stream.Social => ("vermelding", "vermeldingen"),
            Events.Stream.Sales => ("verkocht stuk", "verkochte stuks"),
            Events.Stream.FootTraffic => ("bezoeker", "bezoekers"),
            _ => ("gebeurtenis", "gebeurtenissen"),
        };
        return Math.Round(count) == 1 ? $"1 {one}" : $"{Numbers.Whole(count)} {many}";
    }

    // After a number "uur" stays singular, "dagen" and "minuten" do not.
    protected override string Span(long ms) => Unit(ms) switch
    {
        (1, 'd') => "in een dag", (1, 'h') => "in een uur", (1, _) => "in een minuut",
        (var n, 'd') => $"in {n} dagen", (var n, 'h') => $"in {n} uur", (var n, _) => $"in {n} minuten",
    };

    protected override string Times(double ratio) => $"{Numbers.Short(ratio)} keer het gewone niveau";

    protected override string Genuine(double share) => share switch
    {
        >= 0.95 => "bijna allemaal echt",
        >= 0.8 => "grotendeels echt",
        >= 0.5 => "een deel lijkt gekocht",
        _ => "het grootste deel lijkt gekocht",
    };

    protected override string Carries(string product, double share) => $"{Percent(share)}% noemt ook {Quote(product)}";

    protected override string SegmentPart(string howMany, string segment) => $"van wie {howMany} {Quote(segment)}";

    protected override string SegmentWhole(string segment) => $"allemaal {Quote(segment)}";

    protected override string Segment(string segment, double share, double usual) =>
        $"{PercentOf(share)} van hen hoort bij {Quote(segment)}; gewoonlijk is dat {PercentOf(usual)} van de mensen hier.";

    protected override string Spread(string? first, IReadOnlyList<string> next, int more)
    {
        string reached = List(more > 0 ? [.. next, more == 1 ? "1 andere plaats" : $"{more} andere plaatsen"] : next, "en");
        return first is null ? $"Het heeft {reached} bereikt."
            : reached.Length == 0 ? $"Het begon {first}." : $"Het begon {first} en heeft {reached} bereikt.";
    }

    protected override string Visits(long visits, double? ratio) =>
        (visits == 1 ? "1 persoon kwam uw winkels binnen" : $"{Numbers.Whole(visits)} mensen kwamen uw winkels binnen")
        + (ratio is { } r ? $", {Times(r)}." : ".");

    protected override string Stock(double days) => days < 1
        ? "In dit tempo is de voorraad binnen een dag op." : $"In dit tempo is er voorraad voor {Days(days)}.";

    protected override string Risk(double risk) => $"Kans dat de voorraad eerder op is: {Percent(risk)}%.";

    protected override string Coincides(IReadOnlyList<string> events) => $"Valt samen met {List(events, "en")}.";

    protected override string Learning(int day, int days) =>
        $"Houle leert nog wat hier gewoon is (dag {day} van {days}): wees voorzichtig met deze melding.";

    protected override string Cover(long? units, double days)
    {
        string lasts = days < 1 ? "voorraad voor minder dan een dag" : $"voorraad voor {Days(days)}";
        return units is { } n ? $"{(n == 1 ? "1 stuk" : $"{Numbers.Whole(n)} stuks")}, {lasts}" : lasts;
    }

    protected override string Action(StoreAction action, string? from) => action switch
    {
        StoreAction.Display => "zet het in de kijker",
        StoreAction.Transfer => from is null ? "haal voorraad uit een andere winkel" : $"haal voorraad uit {from}",
        StoreAction.HoldMarkdown => "verlaag de prijs nog niet",
        StoreAction.Recommend => "raad het klanten aan",
        _ => "",
    };

    protected override string Reason(AlertEvidence evidence) =>
        $"{Numbers.Short(evidence.Observed)} geteld, {Numbers.Short(evidence.Expected)} verwacht; "
        + $"tussen {Numbers.Short(evidence.RatioLow)} en {Numbers.Short(evidence.RatioHigh)} keer het gewone niveau, met {Percent(evidence.RatioLevel)}% zekerheid; "
        + $"q {Numbers.Probability(evidence.Q)}, {(evidence.Tests == 1 ? "1 onderwerp" : $"{Numbers.Whole(evidence.Tests)} onderwerpen")} getoetst.";

    private string Days(double days) => Math.Round(days, MidpointRounding.AwayFromZero) <= 1 ? "1 dag" : $"{Numbers.Whole(days)} dagen";

    private static string Subject(EntityKind? kind, string name) => kind switch
    {
        null => "De activiteit",
        EntityKind.Sound => $"Het geluid {Quote(name)}",
        EntityKind.Hashtag => $"De hashtag #{name.TrimStart('#')}",
        EntityKind.Challenge => $"De challenge {Quote(name)}",
        EntityKind.Product => $"Het product {Quote(name)}",
        EntityKind.Brand => $"Het merk {Quote(name)}",
        EntityKind.Term => $"Het woord {Quote(name)}",
        EntityKind.Complaint => $"De ontevredenheid over {Quote(name)}",
        EntityKind.Source => $"De bron {Quote(name)}",
        EntityKind.Intent => $"De interesse via {Quote(name)}",
        EntityKind.Store => $"De winkel {Quote(name)}",
        EntityKind.Place => $"De plek {Quote(name)}",
        EntityKind.PromoCode => $"De promocode {Quote(name)}",
        EntityKind.Campaign => $"De campagne {Quote(name)}",
        EntityKind.Community => $"De community {Quote(name)}",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "a kind of entity"),
    };

    /// <summary>Dutch puts the place between the verb and its second half: "neemt in Luik toe".</summary>
    private static string Clause(string subject, TrendPhase phase, string place, bool plural) => phase switch
    {
        TrendPhase.Emerging => $"{subject} {(plural ? "beginnen" : "begint")} {place} toe te nemen",
        TrendPhase.Peak => $"{subject} {(plural ? "zijn" : "is")} {place} op {(plural ? "hun" : "het")} hoogtepunt",
        TrendPhase.Fading => $"{subject} {(plural ? "nemen" : "neemt")} {place} af",
        TrendPhase.Over => $"{subject} {(plural ? "zijn" : "is")} {place} weer op het gewone niveau",
        _ => $"{subject} {(plural ? "nemen" : "neemt")} {place} toe",
    };

    private static string Quote(string name) => $"‘{name}’";

    private static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..];
}
