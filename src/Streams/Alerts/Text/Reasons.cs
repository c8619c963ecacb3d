using System.Globalization;

namespace Houle.Streams.Alerts.Text;

/// <summary>Says in one language why a store should do what it is told: a sentence or two.</summary>
public abstract class Reasons
{
    private static readonly Reasons[] All = [new EnglishReasons(), new FrenchReasons(), new DutchReasons()];

    public static Reasons In(AlertLanguage language) => All[(int)language];

    protected abstract AlertLanguage Language { get; }

    protected abstract NumberText Numbers { get; }

    public string Because(AdviceFacts why, INames names) => why.Cause switch
    {
        AdviceCause.NotCounted => NotCounted,
        AdviceCause.Enough => Enough(why.Stock, why.PerDay, why.DueMs is { } due ? Time(due) : null),
        AdviceCause.MayRunOut => MayRunOut(why.Stock, why.PerDay),
        AdviceCause.SellsFaster => SellsFaster(why.Factor),
        AdviceCause.AskedFor => AskedFor(why.Stock),
        AdviceCause.Swells => Swells(why.Stock, why.Days, isCarried: false),
        AdviceCause.IsCarried => Swells(why.Stock, why.Days, isCarried: true),
        AdviceCause.NoneUsual => NoneUsual,
        AdviceCause.RunsOut => $"{RunsOut(why.Stock, why.PerDay, why.Days ?? 0, why.DueMs is { } due ? Time(due) : null)} {Donor(why, names)}",
        _ => throw new ArgumentOutOfRangeException(nameof(why), why.Cause, "a cause"),
    };

    protected abstract string NotCounted { get; }

    protected abstract string NoneUsual { get; }

    /// <param name="isNearby">No store of the cities near either.</param>
    protected abstract string NobodySpares(bool isNearby);

    protected abstract string Enough(long units, double perDay, string? due);

    protected abstract string MayRunOut(long units, double perDay);

    protected abstract string SellsFaster(double factor);

    protected abstract string AskedFor(long units);

    protected abstract string Swells(long units, double? days, bool isCarried);

    protected abstract string RunsOut(long units, double perDay, double days, string? due);

    /// <param name="isElsewhere">The store is in another city, where nothing swells.</param>
    protected abstract string Spares(string store, string units, bool isElsewhere);

    private string Donor(AdviceFacts why, INames names)
    {
        if (why.Donor is null) return NobodySpares(why.AsksNearby);
        string store = names.Store(why.Donor), units = Numbers.Whole(why.DonorUnits);
        return why.DonorCell is { } cell ? Spares($"{store} ({names.Cell(cell, Language)})", units, isElsewhere: true) : Spares(store, units, isElsewhere: false);
    }

    private static string Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
