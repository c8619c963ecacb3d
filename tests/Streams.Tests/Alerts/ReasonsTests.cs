using Houle.Streams.Alerts.Text;

namespace Houle.Streams.Tests.Alerts;

/// <summary>Why a store should do what it is told, as people read it.</summary>
public sealed class ReasonsTests
{
    private static readonly AdviceFacts Short = new(AdviceCause.RunsOut) { Stock = 6, PerDay = 14.4, Days = 6 / 14.4, DueMs = 1_764_800_000_000, Donor = "store-2", DonorUnits = 1_200 };

    [Fact]
    public void Store_that_runs_out_is_told_from_where_in_three_languages()
    {
        Told(Short).ShouldBe([
            "It has 6 units at 14 a day: 10 hours, and the delivery comes on 2025-12-03 22:13 UTC. store-2 can spare 1,200.",
            "Il reste 6 articles au rythme de 14 par jour\u00A0: 10 h, et la livraison arrive le 2025-12-03 22:13 UTC. store-2 peut en céder 1\u202F200.",
            "Er zijn 6 stuks bij 14 per dag: 10 uur, en de levering komt op 2025-12-03 22:13 UTC. store-2 kan er 1.200 missen.",
        ]);
        Told(Short with { Stock = 0, DueMs = null, Donor = null })[0].ShouldEndWith("No other store of the city can spare any: do not discount it.");
        Told(Short with { DonorCell = "be/namur" }).Select(reason => reason[(reason.IndexOf("store-2", StringComparison.Ordinal)..)]).ShouldBe([
            "store-2 (Namur) can spare 1,200, and nothing swells there.", "store-2 (Namur) peut en céder 1\u202F200, et rien n’y monte.",
            "store-2 (Namur) kan er 1.200 missen, en daar neemt niets toe.",
        ]);
        Told(Short with { Stock = 0, DueMs = null, Donor = null, AsksNearby = true }).ShouldBe([
            "It has run out of what it sells at 14 a day. No store nearby can spare any: do not discount it.",
            "Il n’a plus rien de ce qu’il vend au rythme de 14 par jour. Aucun magasin des environs ne peut en céder\u00A0: pas de remise.",
            "Er is niets meer van wat er met 14 per dag verkoopt. Geen winkel in de buurt kan er missen: geen korting.",
        ]);
    }

    [Fact]
    public void Store_with_enough_is_told_what_swells()
    {
        AdviceFacts enough = new(AdviceCause.IsCarried) { Stock = 1, Days = 1 };
        Told(enough).ShouldBe([
            "What carries it swells here, and it has 1 unit for 1 day.", "Ce qui le porte monte ici, et il reste 1 article pour 1 jour.",
            "Wat het meedraagt, neemt hier toe. Er is 1 stuk, voor 1 dag.",
        ]);
        Told(enough with { Cause = AdviceCause.Swells, Stock = 40, Days = 2.34 }).ShouldBe([
            "It swells here, and it has 40 units for 2.3 days.", "Il monte ici, et il reste 40 articles pour 2,3 jours.", "Het neemt hier toe. Er zijn 40 stuks, voor 2,3 dagen.",
        ]);
    }

    [Fact]
    public void Every_cause_has_words_in_every_language()
    {
        foreach (AdviceCause cause in Enum.GetValues<AdviceCause>())
        {
            string[] told = Told(Short with { Cause = cause, Factor = 2.5 });
            told.ShouldAllBe(reason => reason.EndsWith('.') && !reason.Contains("  ", StringComparison.Ordinal) && char.IsUpper(reason[0]));
            told.Distinct().Count().ShouldBe(3, cause.ToString());
        }
    }

    private static string[] Told(AdviceFacts why) => [.. Enum.GetValues<AlertLanguage>().Select(language => Reasons.In(language).Because(why, PlainNames.Instance))];
}
