using Houle.Events;

namespace Houle.Streams.Alerts.Text;

internal sealed class FrenchSentences : Sentences
{
    // Before a colon and inside guillemets French wants a space that does not break; between thousands a narrow one.
    private const string Nbsp = "\u00A0", NarrowNbsp = "\u202F";

    protected override AlertLanguage Language => AlertLanguage.French;

    protected override NumberText Numbers => NumberText.French;

    public override string Colon => $"{Nbsp}:";

    protected override string UsuallyNone => "d’habitude presque rien";

    public override string ReasonTitle => "Comment nous le savons";

    public override string UsefulQuestion => $"Cette alerte vous a-t-elle été utile{Nbsp}?";

    public override string Useful => "Utile";

    public override string NotUseful => "Pas utile";

    public override string Digest(int alerts) => alerts < 2 ? $"{alerts} alerte" : $"{Numbers.Whole(alerts)} alertes";

    public override string AndMore(int alerts) => alerts < 2 ? $"Et {alerts} autre." : $"Et {Numbers.Whole(alerts)} autres.";

    public override string SeverityOf(int severity) => $"gravité {severity} sur 10";

    public override string Clock(int hour, int minute) => minute == 0 ? $"{hour}{Nbsp}h" : $"{hour}{Nbsp}h{Nbsp}{minute:00}";

    protected override string CityNotKnown => "ville inconnue";

    protected override string Somewhere => "quelque part";

    protected override string In(string cell, string name) =>
        cell.Contains(':', StringComparison.Ordinal) ? $"chez {name}" : FrenchPlaces.In(name, isCountry: !cell.Contains('/', StringComparison.Ordinal));

    protected override string Swell(EntityKind? kind, string name, string place, TrendPhase phase) =>
        $"{Subject(kind, name)} {Verb(phase)} {place}";

    protected override string Complaints(EntityKind? kind, string name, string place, TrendPhase phase) =>
        $"Les plaintes sur {Lower(Subject(kind, name))} {PluralVerb(phase)} {place}";

    protected override string Moment(string place, IReadOnlyList<string> terms, TrendPhase phase) =>
        (phase == TrendPhase.Over ? "Un moment inhabituel s’est terminé " : "Il se passe quelque chose d’inhabituel ") + place
        + (terms.Count == 0 ? "" : $", autour de {List([.. terms.Select(Quote)], "et")}");

    protected override string Creator(string pseudonym, string place) => $"Les abonnés du créateur {pseudonym} bondissent {place}";

    protected override string Series(EntityKind? kind, string name, string place, bool above) =>
        $"{Subject(kind, name)} {place} est bien {(above ? "au-dessus" : "en dessous")} de son niveau habituel";

    protected override string Shortage(EntityKind? kind, string name, string place, bool over) =>
        $"{Subject(kind, name)} {(over ? "ne manque plus" : "vient à manquer")} {place}";

    protected override string StockAt(string store, double days) => days <= 0
        ? $"plus de stock au magasin {store}"
        : $"le stock du magasin {store} tient {FrenchReasons.Days(days)}";

    protected override string People(long count) => count < 2 ? $"{count} personne" : $"{Numbers.Whole(count)} personnes";

    protected override string Count(Events.Stream stream, AlertCategory category, double count)
    {
        (string one, string many) = category == AlertCategory.Creator ? ("nouvel abonné", "nouveaux abonnés") : stream switch
        {
            Events.Stream.Social => ("mention", "mentions"),
            Events.Stream.Sales => ("article vendu", "articles vendus"),
            Events.Stream.FootTraffic => ("visiteur", "visiteurs"),
            _ => ("événement", "événements"),
        };
        return Math.Round(count) < 2 ? $"{Math.Round(count)} {one}" : $"{Numbers.Whole(count)} {many}";
    }

    protected override string Span(long ms) => Unit(ms) switch
    {
        (1, 'd') => "en un jour", (1, 'h') => "en une heure", (1, _) => "en une minute",
        (var n, 'd') => $"en {n} jours", (var n, 'h') => $"en {n} heures", (var n, _) => $"en {n} minutes",
    };

    protected override string Times(double ratio) => $"{Numbers.Short(ratio)} fois le niveau habituel";

    protected override string Genuine(double share) => share switch
    {
        >= 0.95 => "presque toutes authentiques",
        >= 0.8 => "authentiques pour la plupart",
        >= 0.5 => "dont une partie semble achetée",
        _ => "dont la plus grande partie semble achetée",
    };

    protected override string Carries(string product, double share) => $"{Percent(share)}{Nbsp}% citent aussi {Quote(product)}";

    protected override string PercentOf(double share) => $"{Percent(share)}{Nbsp}%";

    protected override string SegmentPart(string howMany, string segment) => $"dont {howMany} {Quote(segment)}";

    protected override string SegmentWhole(string segment) => $"toutes {Quote(segment)}";

    protected override string Segment(string segment, double share, double usual) =>
        $"{PercentOf(share)} d’entre elles sont du segment {Quote(segment)}, contre {PercentOf(usual)} des personnes ici d’habitude.";

    protected override string Spread(string? first, IReadOnlyList<string> next, int more)
    {
        string reached = List(more > 0 ? [.. next, more == 1 ? "1 autre lieu" : $"{more} autres lieux"] : next, "et");
        return first is null ? $"Le mouvement a gagné {reached}."
            : reached.Length == 0 ? $"Tout a commencé {first}." : $"Tout a commencé {first}, puis le mouvement a gagné {reached}.";
    }

    protected override string Visits(long visits, double? ratio) =>
        (visits < 2 ? $"{visits} personne est entrée dans vos magasins" : $"{Numbers.Whole(visits)} personnes sont entrées dans vos magasins")
        + (ratio is { } r ? $", {Times(r)}." : ".");

    protected override string Stock(double days) => days < 1
        ? "À ce rythme, le stock tient moins d’un jour." : $"À ce rythme, le stock tient {Days(days)}.";

    protected override string Risk(double risk) => $"Risque de rupture avant la fin{Nbsp}: {Percent(risk)}{Nbsp}%.";

    protected override string Coincides(IReadOnlyList<string> events) => $"Au même moment{Nbsp}: {List(events, "et")}.";

    protected override string Learning(int day, int days) =>
        $"Houle apprend encore ce qui est habituel ici (jour {day} sur {days}){Nbsp}: à prendre avec prudence.";

    protected override string Cover(long? units, double days)
    {
        string lasts = days < 1 ? "moins d’un jour de stock" : $"{Days(days)} de stock";
        return units is { } n ? $"{(n < 2 ? $"{n} article" : $"{Numbers.Whole(n)} articles")}, {lasts}" : lasts;
    }

    protected override string Action(StoreAction action, string? from) => action switch
    {
        StoreAction.Display => "mettre en avant",
        StoreAction.Transfer => from is null ? "faire venir du stock d’un autre magasin" : $"faire venir du stock du magasin {from}",
        StoreAction.HoldMarkdown => "ne pas baisser le prix",
        StoreAction.Recommend => "conseiller aux clients",
        _ => "",
    };

    protected override string Reason(AlertEvidence evidence) =>
        $"{Numbers.Short(evidence.Observed)} observés, {Numbers.Short(evidence.Expected)} attendus{Nbsp}; "
        + $"entre {Numbers.Short(evidence.RatioLow)} et {Numbers.Short(evidence.RatioHigh)} fois le niveau habituel, à {Percent(evidence.RatioLevel)}{Nbsp}% de confiance{Nbsp}; "
        + $"q {Numbers.Probability(evidence.Q)}, {(evidence.Tests < 2 ? $"{evidence.Tests} sujet testé" : $"{Numbers.Whole(evidence.Tests)} sujets testés")}.";

    private string Days(double days) => Math.Round(days, MidpointRounding.AwayFromZero) <= 1 ? "1 jour" : $"{Numbers.Whole(days)} jours";

    private static string Subject(EntityKind? kind, string name) => kind switch
    {
        null => "L’activité",
        EntityKind.Sound => $"Le son {Quote(name)}",
        EntityKind.Hashtag => $"Le hashtag #{name.TrimStart('#')}",
        EntityKind.Challenge => $"Le défi {Quote(name)}",
        EntityKind.Product => $"Le produit {Quote(name)}",
        EntityKind.Brand => $"La marque {Quote(name)}",
        EntityKind.Term => $"Le mot {Quote(name)}",
        EntityKind.Complaint => $"Le mécontentement envers {Quote(name)}",
        EntityKind.Source => $"La source {Quote(name)}",
        EntityKind.Intent => $"L’intérêt par {Quote(name)}",
        EntityKind.Store => $"Le magasin {Quote(name)}",
        EntityKind.Place => $"Le lieu {Quote(name)}",
        EntityKind.PromoCode => $"Le code promo {Quote(name)}",
        EntityKind.Campaign => $"La campagne {Quote(name)}",
        EntityKind.Community => $"La communauté {Quote(name)}",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "a kind of entity"),
    };

    // Verbs without participles: they need not agree with the subject's gender.
    private static string Verb(TrendPhase phase) => phase switch
    {
        TrendPhase.Emerging => "commence à monter",
        TrendPhase.Peak => "atteint son pic",
        TrendPhase.Fading => "retombe",
        TrendPhase.Over => "retrouve son niveau habituel",
        _ => "monte",
    };

    private static string PluralVerb(TrendPhase phase) => phase switch
    {
        TrendPhase.Emerging => "commencent à monter",
        TrendPhase.Peak => "atteignent leur pic",
        TrendPhase.Fading => "retombent",
        TrendPhase.Over => "retrouvent leur niveau habituel",
        _ => "montent",
    };

    private static string Quote(string name) => $"«{Nbsp}{name}{Nbsp}»";

    private static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..];
}
