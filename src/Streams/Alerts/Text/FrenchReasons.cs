namespace Houle.Streams.Alerts.Text;

internal sealed class FrenchReasons : Reasons
{
    private const string Nbsp = "\u00A0";

    protected override AlertLanguage Language => AlertLanguage.French;

    protected override NumberText Numbers => NumberText.French;

    protected override string NotCounted => "Personne n’a encore compté son stock.";

    protected override string NoneUsual => "Il n’en a pas, et n’en vend d’habitude pas.";

    protected override string NobodySpares(bool isNearby) => $"Aucun {(isNearby ? "magasin des environs" : "autre magasin de la ville")} ne peut en céder{Nbsp}: pas de remise.";

    protected override string Enough(long units, double perDay, string? due) =>
        $"Il reste {Units(units)}, assez au rythme de {Pace(perDay)}{(due is null ? "" : $" jusqu’à la livraison du {due}")}.";

    protected override string MayRunOut(long units, double perDay) =>
        $"Il reste {Units(units)} au rythme de {Pace(perDay)}{Nbsp}: la rupture peut venir avant la fin de la vague, donc pas de remise.";

    protected override string SellsFaster(double factor) => $"Il se vend de lui-même à {Numbers.Short(factor)} fois le rythme habituel, et on a besoin de ce qui reste.";

    protected override string AskedFor(long units) => $"On le demande ici sans en acheter encore plus que d’habitude{Nbsp}; il reste {Units(units)}.";

    protected override string Swells(long units, double? days, bool isCarried) =>
        $"{(isCarried ? "Ce qui le porte monte ici" : "Il monte ici")}, et il reste {Units(units)}{(days is { } n ? $" pour {Days(n)}" : "")}.";

    protected override string RunsOut(long units, double perDay, double days, string? due) =>
        (units == 0 ? $"Il n’a plus rien de ce qu’il vend au rythme de {Pace(perDay)}" : $"Il reste {Units(units)} au rythme de {Pace(perDay)}{Nbsp}: {Days(days)}")
        + (due is null ? "." : $", et la livraison arrive le {due}.");

    protected override string Spares(string store, string units, bool isElsewhere) => $"{store} peut en céder {units}{(isElsewhere ? ", et rien n’y monte" : "")}.";

    private string Units(long units) => units < 2 ? $"{units} article" : $"{Numbers.Whole(units)} articles";

    private string Pace(double perDay) => $"{Numbers.Short(perDay)} par jour";

    /// <summary>How long stock lasts.</summary>
    internal static string Days(double days)
    {
        NumberText numbers = NumberText.French;
        return days < 1 ? $"{numbers.Short(days * 24)} h" : $"{numbers.Short(days)} {(days < 2 ? "jour" : "jours")}";
    }
}
