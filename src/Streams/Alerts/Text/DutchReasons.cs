namespace Houle.Streams.Alerts.Text;

internal sealed class DutchReasons : Reasons
{
    protected override AlertLanguage Language => AlertLanguage.Dutch;

    protected override NumberText Numbers => NumberText.Dutch;

    protected override string NotCounted => "Niemand heeft de voorraad al geteld.";

    protected override string NoneUsual => "Er is niets, en er wordt daar gewoonlijk niets van verkocht.";

    protected override string NobodySpares(bool isNearby) => $"Geen {(isNearby ? "winkel in de buurt" : "andere winkel in de stad")} kan er missen: geen korting.";

    protected override string Enough(long units, double perDay, string? due) =>
        $"{Are(units)}, genoeg bij {Pace(perDay)}{(due is null ? "" : $" tot de levering van {due}")}.";

    protected override string MayRunOut(long units, double perDay) =>
        $"{Are(units)} bij {Pace(perDay)}: de voorraad kan op zijn voor de golf voorbij is, dus geen korting.";

    protected override string SellsFaster(double factor) => $"Het verkoopt vanzelf {Numbers.Short(factor)} keer zo snel als gewoonlijk, en wat er is, is nodig.";

    protected override string AskedFor(long units) => $"Mensen vragen er hier naar en kopen nog niet meer dan gewoonlijk. {Are(units)}.";

    protected override string Swells(long units, double? days, bool isCarried) =>
        $"{(isCarried ? "Wat het meedraagt, neemt hier toe" : "Het neemt hier toe")}. {Are(units)}{(days is { } n ? $", voor {Days(n)}" : "")}.";

    protected override string RunsOut(long units, double perDay, double days, string? due) =>
        (units == 0 ? $"Er is niets meer van wat er met {Pace(perDay)} verkoopt" : $"{Are(units)} bij {Pace(perDay)}: {Days(days)}")
        + (due is null ? "." : $", en de levering komt op {due}.");

    protected override string Spares(string store, string units, bool isElsewhere) => $"{store} kan er {units} missen{(isElsewhere ? ", en daar neemt niets toe" : "")}.";

    private string Are(long units) => units == 1 ? "Er is 1 stuk" : $"Er zijn {Numbers.Whole(units)} stuks";

    private string Pace(double perDay) => $"{Numbers.Short(perDay)} per dag";

    /// <summary>How long stock lasts.</summary>
    internal static string Days(double days) => days < 1 ? $"{NumberText.Dutch.Short(days * 24)} uur" : NumberText.Dutch.Short(days) is var text && text == "1" ? "1 dag" : $"{text} dagen";
}
