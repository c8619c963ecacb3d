using Houle.Events;
using Houle.Streams.Alerts;
using Houle.Streams.Alerts.Text;

namespace Houle.Streams.Tests.Alerts;

/// <summary>Whole sentences, as people read them.</summary>
public sealed class SentencesTests
{
    private static readonly AlertRecord Swell = SomeAlert.Complete with
    {
        Evidence = SomeAlert.Complete.Evidence with { Carries = [], Segments = [] }, Do = [.. SomeAlert.Complete.Do.Select(store => store with { Product = null })],
    };

    [Fact]
    public void Swell_is_told_in_three_languages()
    {
        Headlines(Swell with { Do = [] }).ShouldBe([
            "The sound “Pluie d’été” is rising in Liège: 41 people in 2 hours, 6.5 times the usual, nearly all genuine.",
            "Le son «\u00A0Pluie d’été\u00A0» monte à Liège\u00A0: 41 personnes en 2 heures, 6,5 fois le niveau habituel, presque toutes authentiques.",
            "Het geluid ‘Pluie d’été’ neemt in Liège toe: 41 mensen in 2 uur, 6,5 keer het gewone niveau, bijna allemaal echt.",
        ]);
    }

    [Fact]
    public void Segment_that_carries_it_is_told_with_what_is_usual()
    {
        AlertRecord counted = Swell with { Do = [], Evidence = Swell.Evidence with { Segments = SomeAlert.Complete.Evidence.Segments } };
        AlertRecord sampled = counted with { People = 4_100 };

        Headlines(counted).ShouldBe([
            "The sound “Pluie d’été” is rising in Liège: 41 people in 2 hours, 27 of them “students”, 6.5 times the usual, nearly all genuine.",
            "Le son «\u00A0Pluie d’été\u00A0» monte à Liège\u00A0: 41 personnes en 2 heures, dont 27 «\u00A0students\u00A0», 6,5 fois le niveau habituel, presque toutes authentiques.",
            "Het geluid ‘Pluie d’été’ neemt in Liège toe: 41 mensen in 2 uur, van wie 27 ‘students’, 6,5 keer het gewone niveau, bijna allemaal echt.",
        ]);
        Headlines(sampled)[0].ShouldContain("4,100 people in 2 hours, 66% of them “students”, ");
        Told(counted).Select(text => text.Details[1]).ShouldBe([
            "66% of them are “students”; usually 20% of the people here are.",
            "66\u00A0% d’entre elles sont du segment «\u00A0students\u00A0», contre 20\u00A0% des personnes ici d’habitude.",
            "66% van hen hoort bij ‘students’; gewoonlijk is dat 20% van de mensen hier.",
        ]);
        foreach (AlertCategory category in (AlertCategory[])[AlertCategory.Series, AlertCategory.Creator])
            Headlines(counted with { Category = category }).ShouldAllBe(line => !line.Contains("students", StringComparison.Ordinal));
    }

    [Fact]
    public void Segment_of_all_is_told_as_all()
    {
        AlertRecord all = Swell with { Do = [], Evidence = Swell.Evidence with { Segments = [new AlertSegment("students", 41, 41, 0.2)] } };

        Headlines(all).Select(line => line.Split(", ")[1]).ShouldBe(["all of them “students”", "toutes «\u00A0students\u00A0»", "allemaal ‘students’"]);
    }

    [Fact]
    public void Place_that_nobody_said_the_city_of_is_told_as_such()
    {
        Headlines(Swell with { Cell = "be/unknown", Do = [] }).Select(line => line.Split([":", "\u00A0:"], StringSplitOptions.None)[0]).ShouldBe([
            "The sound “Pluie d’été” is rising in BE (city not known)",
            "Le son «\u00A0Pluie d’été\u00A0» monte en BE (ville inconnue)",
            "Het geluid ‘Pluie d’été’ neemt in BE (plaats onbekend) toe",
        ]);
        Headlines(Swell with { Cell = "world/unknown", Do = [] })[0].ShouldStartWith("The sound “Pluie d’été” is rising somewhere: 41 people");
        Told(Swell with { FirstCell = "be/unknown", NextCells = ["nl/unknown"] })[0].Details[0].ShouldSatisfyAllConditions(
            spread => spread.ShouldContain("in BE (city not known)"), spread => spread.ShouldContain("NL (city not known)"));
    }

    [Fact]
    public void Swell_and_shortage_name_the_store_whose_stock_is_short()
    {
        AlertRecord swell = Swell with
        {
            Do = [new AlertAdvice("store-1", StoreAction.Display, "", 90, 9), new AlertAdvice("store-2", StoreAction.Transfer, "", 12, 1.5, "store-1"), new AlertAdvice("store-3", StoreAction.HoldMarkdown, "", 14, 2.04)],
        };
        Headlines(swell).Select(line => line.Split(", ")[^1]).ShouldBe([
            "stock at store-2 lasts 1.5 days.", "le stock du magasin store-2 tient 1,5 jour.", "de voorraad in store-2 volstaat voor 1,5 dagen.",
        ]);
        AlertRecord shortage = swell with
        {
            Category = AlertCategory.Signal, Kind = EntityKind.Product, Entity = "lamp", Stream = Events.Stream.Sales, People = null, State = AlertState.Opened,
            Do = [swell.Do[2], swell.Do[1] with { StockUnits = 0, DaysOfCover = 0 }, swell.Do[0] with { Action = StoreAction.HoldMarkdown, DaysOfCover = 0.25 }],
        };
        Headlines(shortage).ShouldBe([
            "The product “lamp” is running out in Liège: no stock left at store-2, stock at store-1 lasts 6 hours.",
            "Le produit «\u00A0lamp\u00A0» vient à manquer à Liège\u00A0: plus de stock au magasin store-2, le stock du magasin store-1 tient 6 h.",
            "Het product ‘lamp’ raakt in Liège op: geen voorraad meer in store-2, de voorraad in store-1 volstaat voor 6 uur.",
        ]);
        Headlines(shortage with { State = AlertState.Closed, Do = [] }).ShouldBe([
            "The product “lamp” is no longer short in Liège.", "Le produit «\u00A0lamp\u00A0» ne manque plus à Liège.", "Het product ‘lamp’ is in Liège weer voldoende voorradig.",
        ]);
    }

    [Fact]
    public void Swell_names_the_product_that_it_carries_and_its_stock()
    {
        AlertRecord carrier = Swell with
        {
            Evidence = Swell.Evidence with { Carries = [new AlertCarried("lamp", 20, 41), new AlertCarried("jug", 9, 41)] },
            Do = [new AlertAdvice("store-1", StoreAction.Display, "", 90, 9, null, "lamp"), new AlertAdvice("store-2", StoreAction.Transfer, "", 12, 1.5, "store-1", "lamp"),
                new AlertAdvice("store-2", StoreAction.HoldMarkdown, "", 2, 0.5, null, "jug")],
        };
        Headlines(carrier).ShouldBe([
            "The sound “Pluie d’été” is rising in Liège: 41 people in 2 hours, 6.5 times the usual, nearly all genuine, 49% also name “lamp”, stock at store-2 lasts 1.5 days.",
            "Le son «\u00A0Pluie d’été\u00A0» monte à Liège\u00A0: 41 personnes en 2 heures, 6,5 fois le niveau habituel, presque toutes authentiques, 49\u00A0% citent aussi «\u00A0lamp\u00A0», le stock du magasin store-2 tient 1,5 jour.",
            "Het geluid ‘Pluie d’été’ neemt in Liège toe: 41 mensen in 2 uur, 6,5 keer het gewone niveau, bijna allemaal echt, 49% noemt ook ‘lamp’, de voorraad in store-2 volstaat voor 1,5 dagen.",
        ]);
        Told(carrier).Select(text => text.Details[1]).ShouldBe(["22% also name “jug”.", "22\u00A0% citent aussi «\u00A0jug\u00A0».", "22% noemt ook ‘jug’."]);
        Told(carrier)[0].Actions.Select(action => action.Brief).ShouldBe([
            "store-2, jug: hold the markdown (2 units, less than a day of stock)",
            "store-2, lamp: bring in stock from store-1 (12 units, 2 days of stock)", "store-1, lamp: put it on display (90 units, 9 days of stock)",
        ]);
    }

    [Fact]
    public void Bad_buzz_speaks_of_complaints()
    {
        AlertRecord buzz = Swell with
        {
            Category = AlertCategory.BadBuzz, Kind = EntityKind.Complaint, Entity = "acme", Cell = "fr", Phase = TrendPhase.Emerging, People = 1_234_567,
            Evidence = Swell.Evidence with { Expected = 0.2, ScaleMs = 300_000, AuthenticShare = 0.4 },
        };
        Headlines(buzz).ShouldBe([
            "Complaints about the brand “acme” are beginning to rise in France: 1,234,567 people in 5 minutes, usually almost none, most of it looks bought.",
            "Les plaintes sur la marque «\u00A0acme\u00A0» commencent à monter en France\u00A0: 1\u202F234\u202F567 personnes en 5 minutes, d’habitude presque rien, dont la plus grande partie semble achetée.",
            "Klachten over het merk ‘acme’ beginnen in France toe te nemen: 1.234.567 mensen in 5 minuten, gewoonlijk bijna niets, het grootste deel lijkt gekocht.",
        ]);
    }

    [Fact]
    public void Series_of_a_till_counts_units()
    {
        AlertRecord series = Swell with
        {
            Category = AlertCategory.Series, Stream = Events.Stream.Sales, Kind = EntityKind.Store, Entity = "Store 2", People = null,
            Evidence = Swell.Evidence with { Observed = 3, Expected = 40, ScaleMs = 86_400_000 },
        };
        Headlines(series).ShouldBe([
            "The store “Store 2” in Liège is far below its usual level: 3 units sold in 24 hours, 0.1 times the usual.",
            "Le magasin «\u00A0Store 2\u00A0» à Liège est bien en dessous de son niveau habituel\u00A0: 3 articles vendus en 24 heures, 0,1 fois le niveau habituel.",
            "De winkel ‘Store 2’ in Liège ligt ver onder het gewone niveau: 3 verkochte stuks in 24 uur, 0,1 keer het gewone niveau.",
        ]);
    }

    [Fact]
    public void One_is_singular_in_its_language()
    {
        AlertRecord one = Swell with { Do = [], People = 1, Evidence = Swell.Evidence with { ScaleMs = 3_600_000 }, Visits = 1, VisitsExpected = null };
        Headlines(one).Select(line => line.Split(':', '\u00A0')[^1].Trim()).ShouldBe([
            "1 person in an hour, 6.5 times the usual, nearly all genuine.",
            "1 personne en une heure, 6,5 fois le niveau habituel, presque toutes authentiques.",
            "1 persoon in een uur, 6,5 keer het gewone niveau, bijna allemaal echt.",
        ]);
        Told(one).Select(text => text.Details[1]).ShouldBe([
            "1 person came into your stores.", "1 personne est entrée dans vos magasins.", "1 persoon kwam uw winkels binnen.",
        ]);
        // In French nought is singular too.
        Told(one with { Visits = 0 })[1].Details[1].ShouldBe("0 personne est entrée dans vos magasins.");
        Told(one with { Visits = 0 })[0].Details[1].ShouldBe("0 people came into your stores.");
    }

    [Fact]
    public void Details_say_where_it_came_from_what_followed_and_what_to_do()
    {
        AlertText[] told = Told(Swell with { NextCells = ["be/namur", "be/mons", "be/ghent", "be/bruges", "be/aalst"] });
        told[0].Details.ShouldBe([
            "It rose first in Brussels, and it has reached Namur, Mons, Ghent and 2 more places.",
            "620 people came into your stores, 1.5 times the usual.",
            "Stock lasts 4 days at this pace.",
            "Chance of running out before it ends: 35%.",
            "It coincides with football match.",
        ]);
        told[0].Actions.Select(action => action.Brief).ShouldBe([
            "store-5: bring in stock from store-2 (1 unit, less than a day of stock)",
            "store-2: put it on display (12 units, 4 days of stock)",
        ]);
        told[1].Details[0].ShouldBe("Tout a commencé à Brussels, puis le mouvement a gagné Namur, Mons, Ghent et 2 autres lieux.");
        told[1].Details[3].ShouldBe("Risque de rupture avant la fin\u00A0: 35\u00A0%.");
        told[1].Actions[0].Brief.ShouldBe("store-5\u00A0: faire venir du stock du magasin store-2 (1 article, moins d’un jour de stock)");
        told[2].Details[2].ShouldBe("In dit tempo is er voorraad voor 4 dagen.");
        told[2].Actions[1].Brief.ShouldBe("store-2: zet het in de kijker (12 stuks, voorraad voor 4 dagen)");
        told[0].Reason.ShouldBe("52 counted, 8 expected; between 4.6 and 8.9 times the usual with 90% confidence; q 0.0003, 1,200 things tested.");
    }

    [Fact]
    public void Actions_have_their_reason_in_the_language_on_one_line_and_in_English_where_it_was_not_told()
    {
        AlertAdvice advice = new("store-2", StoreAction.Display, "It sells\nthere.", 12, 4) { ReasonFr = "Il s’y vend.", UnitsPerDay = 3 };
        Told(Swell with { Do = [advice] }).Select(text => text.Actions[0].Why).ShouldBe(["It sells there.", "Il s’y vend.", "It sells there."]);
        string cut = Told(Swell with { Do = [advice with { Reason = new string('x', 5000) }] })[0].Actions[0].Why;
        cut.ShouldBe(new string('x', 400) + "…");
    }

    [Fact]
    public void Learning_is_said() =>
        Told(Swell with { Evidence = Swell.Evidence with { LearningDay = 3 } })[2].Details[^1]
            .ShouldBe("Houle leert nog wat hier gewoon is (dag 3 van 14): wees voorzichtig met deze melding.");

    [Theory]
    [InlineData("fr/le-havre", "Le Havre", "au Havre")]
    [InlineData("fr/les-sables", "Les Sables-d’Olonne", "aux Sables-d’Olonne")]
    [InlineData("fr/la-rochelle", "La Rochelle", "à La Rochelle")]
    [InlineData("be", "Belgique", "en Belgique")]
    [InlineData("ca", "Canada", "au Canada")]
    [InlineData("us", "États-Unis", "aux États-Unis")]
    [InlineData("mx", "Mexique", "au Mexique")]
    [InlineData("ir", "Iran", "en Iran")]
    [InlineData("ec", "Équateur", "en Équateur")]
    [InlineData("gb", "Royaume-Uni", "au Royaume-Uni")]
    [InlineData("nl", "Pays-Bas", "aux Pays-Bas")]
    [InlineData("mt", "Malte", "à Malte")]
    [InlineData("brand:acme", "Acme", "chez Acme")]
    public void French_place_takes_its_preposition(string cell, string name, string expected)
    {
        string headline = Sentences.In(AlertLanguage.French).Headline(Swell with { Cell = cell }, new Named(name));
        headline.ShouldContain($" monte {expected}\u00A0:");
    }

    [Fact]
    public void Every_kind_phase_and_category_has_words_in_every_language()
    {
        foreach (AlertCategory category in Enum.GetValues<AlertCategory>())
        {
            foreach (EntityKind kind in Enum.GetValues<EntityKind>())
            {
                foreach (TrendPhase phase in Enum.GetValues<TrendPhase>())
                {
                    foreach (string headline in Headlines(Swell with { Category = category, Kind = kind, Phase = phase }))
                    {
                        headline.ShouldNotContain("  ");
                        headline.ShouldEndWith(".");
                        headline[0].ShouldBe(char.ToUpperInvariant(headline[0]));
                        headline.Length.ShouldBeLessThan(260);
                    }
                }
            }
        }
    }

    [Fact]
    public void Name_from_outside_cannot_break_the_line_or_fill_it()
    {
        string name = $"a\r\nb\u202Ec{new string('é', 500)}";
        string headline = Sentences.In(AlertLanguage.English).Headline(Swell, new Named(name));
        headline.ShouldStartWith("The sound “a  b c");
        headline.ShouldNotContain('\n');
        headline.Length.ShouldBeLessThan(350);
    }

    [Theory]
    [InlineData(AlertLanguage.English, 14, 0, "14:00")]
    [InlineData(AlertLanguage.French, 14, 0, "14\u00A0h")]
    [InlineData(AlertLanguage.French, 9, 5, "9\u00A0h\u00A005")]
    [InlineData(AlertLanguage.Dutch, 9, 5, "9.05 uur")]
    public void Clock_is_written_as_the_language_does(AlertLanguage language, int hour, int minute, string expected) =>
        Sentences.In(language).Clock(hour, minute).ShouldBe(expected);

    private static AlertText[] Told(AlertRecord alert) =>
        [.. Enum.GetValues<AlertLanguage>().Select(language => Sentences.In(language).Tell(alert, new Named(null)))];

    private static string[] Headlines(AlertRecord alert) => [.. Told(alert).Select(text => text.Headline)];

    private sealed class Named(string? name) : INames
    {
        public string Cell(string cell, AlertLanguage language) => name ?? cell switch
        {
            "be/liege" => "Liège", "fr" => "France", _ => PlainNames.Instance.Cell(cell, language),
        };

        public string Entity(EntityKind kind, string id) => name ?? (id == "pluie-d-ete" ? "Pluie d’été" : id);

        public string Store(string id) => id;

        public string Segment(string id) => id;
    }
}
