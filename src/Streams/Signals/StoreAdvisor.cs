using System.Globalization;
using System.Text;
using Houle.Events;
using Houle.Streams.Alerts;
using Houle.Streams.Alerts.Text;

namespace Houle.Streams.Signals;

/// <summary>What each store should do about a product, and why.</summary>
/// <remarks>
/// A store that will run out (a chance of one half) takes from the store of the city that can spare most, if one can spare three
/// units; without one, it does not discount. While the product swells, a store that may run out (one in ten) does not discount
/// either, nor one where it sells faster than usual already without being short; a store with enough puts it in front, or
/// recommends it, when people ask for it and do not buy more than usual yet.
/// </remarks>
internal static class StoreAdvisor
{
    public const double ShortRisk = 0.5;

    private const double UnsureRisk = 0.1, SpareMin = 3, AsUsual = 1.25;

    /// <summary>Stores of one record; those nearest to running out, when there are more.</summary>
    private const int StoresMax = 50;

    /// <param name="swells">Whether the product swells.</param>
    /// <param name="isAskedFor">Whether enough people ask for it.</param>
    public static List<AlertAdvice> Of(StockOutlook outlook, bool swells, bool isAskedFor, INames names)
    {
        List<AlertAdvice> advice = [];
        foreach (StoreOutlook store in Concerned(outlook)) advice.Add(Of(store, outlook, swells, isAskedFor, names));
        return advice;
    }

    private static IEnumerable<StoreOutlook> Concerned(StockOutlook outlook) => outlook.Stores.Count <= StoresMax
        ? outlook.Stores
        : outlook.Stores.OrderByDescending(store => store.Risk ?? 0).Take(StoresMax).OrderBy(store => store.Store, Comparer<byte[]>.Create(static (a, b) => a.AsSpan().SequenceCompareTo(b)));

    private static AlertAdvice Of(StoreOutlook store, StockOutlook outlook, bool swells, bool isAskedFor, INames names)
    {
        string id = Encoding.UTF8.GetString(store.Store);
        if (store is not { Stock: { } stock, Risk: { } risk }) return new AlertAdvice(id, StoreAction.None, "Nobody has counted its stock yet.");
        AlertAdvice With(StoreAction action, string reason, string? from = null) =>
            new(id, action, reason, stock, store.DaysOfCover is { } days && double.IsFinite(days) ? days : null, from);

        if (risk >= ShortRisk) return Short(store, outlook, names, With);
        if (!swells) return With(StoreAction.None, $"{Has(stock)}, enough at {Pace(store.UnitsPerDay)}{(store.DueMinute is { } due ? $" until the delivery of {Time(due)}" : "")}.");
        if (risk >= UnsureRisk)
            return With(StoreAction.HoldMarkdown, $"{Has(stock)} at {Pace(store.UnitsPerDay)}: it may run out before the swell ends, so no discount.");
        if (outlook.Factor >= AsUsual && store.Spare < SpareMin)
            return With(StoreAction.HoldMarkdown, $"It sells {Times(outlook.Factor)} as fast as usual by itself, and what is there is needed.");
        if (isAskedFor && outlook.Factor < AsUsual)
            return With(StoreAction.Recommend, $"People ask for it here and do not buy more than usual yet; {Has(stock).ToLowerInvariant()}.");
        return stock > 0
            ? With(StoreAction.Display, $"It swells here, and {Has(stock).ToLowerInvariant()}{(store.DaysOfCover is { } cover ? $" for {Days(cover)}" : "")}.")
            : With(StoreAction.None, "It has none, and none is usually sold there.");
    }

    private static AlertAdvice Short(StoreOutlook store, StockOutlook outlook, INames names, Func<StoreAction, string, string?, AlertAdvice> with)
    {
        string state = store.Stock == 0
            ? $"It has run out of what it sells at {Pace(store.UnitsPerDay)}"
            : $"{Has(store.Stock!.Value)} at {Pace(store.UnitsPerDay)}: {Days(store.DaysOfCover ?? 0)}";
        if (store.DueMinute is { } due) state += $", and the delivery comes on {Time(due)}";
        StoreOutlook? from = outlook.Stores.Where(other => other != store && other.Spare >= SpareMin).MaxBy(other => other.Spare);
        if (from is null) return with(StoreAction.HoldMarkdown, $"{state}. No store of the city can spare any: do not discount it.", null);
        string donor = Encoding.UTF8.GetString(from.Store);
        return with(StoreAction.Transfer, $"{state}. {names.Store(donor)} can spare {Math.Floor(from.Spare).ToString("0", CultureInfo.InvariantCulture)}.", donor);
    }

    private static string Has(long units) => units == 1 ? "It has 1 unit" : $"It has {units.ToString(CultureInfo.InvariantCulture)} units";

    private static string Pace(double perDay) => $"{Short(perDay)} a day";

    private static string Times(double factor) => $"{Short(factor)} times";

    private static string Days(double days) => days < 1 ? $"{Short(days * 24)} hours" : Short(days) is var text && text == "1" ? "1 day" : $"{text} days";

    private static string Short(double number) => number.ToString(number < 10 ? "0.#" : "0", CultureInfo.InvariantCulture);

    private static string Time(int minute) =>
        DateTimeOffset.FromUnixTimeSeconds(minute * 60L).ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
