namespace Houle.Streams.Alerts.Text;

internal sealed class EnglishReasons : Reasons
{
    protected override AlertLanguage Language => AlertLanguage.English;

    protected override NumberText Numbers => NumberText.English;

    protected override string NotCounted => "Nobody has counted its stock yet.";

    protected override string NoneUsual => "It has none, and none is usually sold there.";

    protected override string NobodySpares(bool isNearby) => $"No {(isNearby ? "store nearby" : "other store of the city")} can spare any: do not discount it.";

    protected override string Enough(long units, double perDay, string? due) =>
        $"It has {Units(units)}, enough at {Pace(perDay)}{(due is null ? "" : $" until the delivery of {due}")}.";

    protected override string MayRunOut(long units, double perDay) =>
        $"It has {Units(units)} at {Pace(perDay)}: it may run out before the swell ends, so no discount.";

    protected override string SellsFaster(double factor) => $"It sells {Numbers.Short(factor)} times as fast as usual by itself, and what is there is needed.";

    protected override string AskedFor(long units) => $"People ask for it here and do not buy more than usual yet; it has {Units(units)}.";

    protected override string Swells(long units, double? days, bool isCarried) =>
        $"{(isCarried ? "What carries it swells here" : "It swells here")}, and it has {Units(units)}{(days is { } n ? $" for {Days(n)}" : "")}.";

    protected override string RunsOut(long units, double perDay, double days, string? due) =>
        (units == 0 ? $"It has run out of what it sells at {Pace(perDay)}" : $"It has {Units(units)} at {Pace(perDay)}: {Days(days)}")
        + (due is null ? "." : $", and the delivery comes on {due}.");

    protected override string Spares(string store, string units, bool isElsewhere) => $"{store} can spare {units}{(isElsewhere ? ", and nothing swells there" : "")}.";

    private string Units(long units) => units == 1 ? "1 unit" : $"{Numbers.Whole(units)} units";

    private string Pace(double perDay) => $"{Numbers.Short(perDay)} a day";

    /// <summary>How long stock lasts.</summary>
    internal static string Days(double days) => days < 1 ? $"{NumberText.English.Short(days * 24)} hours" : NumberText.English.Short(days) is var text && text == "1" ? "1 day" : $"{text} days";
}
