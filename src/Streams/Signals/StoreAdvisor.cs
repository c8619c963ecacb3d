using System.Text;
using Houle.Events;
using Houle.Streams.Alerts;
using Houle.Streams.Alerts.Text;
using Houle.Streams.Windows;

namespace Houle.Streams.Signals;

/// <summary>What each store should do about a product, and why.</summary>
/// <remarks>
/// A store that will run out (a chance of one half) takes from the store of the city that can spare most, if one can spare three
/// units that no other store was told to take; without one, it does not discount, and Select asks the cities near it. While the product swells, a store that may run out (one in ten) does not discount
/// either, nor one where it sells faster than usual already without being short; a store with enough puts it in front, or
/// recommends it, when people ask for it and do not buy more than usual yet.
/// </remarks>
/// <param name="outlook">How it sells, and how long each store's stock lasts.</param>
/// <param name="swell">Whether the product swells, or something that carries it does.</param>
/// <param name="isAskedFor">Whether enough people ask for it.</param>
internal sealed class StoreAdvisor(StockOutlook outlook, SwellKind swell, bool isAskedFor, INames names)
{
    private const double UnsureRisk = 0.1, AsUsual = 1.25;

    /// <summary>Stores of one record; those nearest to running out, when there are more.</summary>
    private const int StoresMax = 50;

    public List<AlertAdvice> Advice()
    {
        List<AlertAdvice> advice = [];
        foreach (StoreOutlook store in Concerned()) advice.Add(Of(store));
        return advice;
    }

    private IEnumerable<StoreOutlook> Concerned() => outlook.Stores.Count <= StoresMax
        ? outlook.Stores
        : outlook.Stores.OrderByDescending(store => store.Risk ?? 0).Take(StoresMax).OrderBy(store => store.Store, Comparer<byte[]>.Create(static (a, b) => a.AsSpan().SequenceCompareTo(b)));

    private AlertAdvice Of(StoreOutlook store)
    {
        if (store is not { Stock: { } stock, Risk: { } risk }) return With(store, StoreAction.None, new AdviceFacts(AdviceCause.NotCounted));
        AdviceFacts Why(AdviceCause cause) => new(cause)
        {
            Stock = stock, PerDay = store.UnitsPerDay, Days = store.DaysOfCover, DueMs = store.DueMinute * Minutes.LengthMs, Factor = outlook.Factor,
        };

        if (store.IsShort) return Short(store, Why(AdviceCause.RunsOut));
        if (swell == SwellKind.None) return With(store, StoreAction.None, Why(AdviceCause.Enough));
        if (risk >= UnsureRisk) return With(store, StoreAction.HoldMarkdown, Why(AdviceCause.MayRunOut));
        if (outlook.Factor >= AsUsual && store.Spare < StockOutlook.SpareMin) return With(store, StoreAction.HoldMarkdown, Why(AdviceCause.SellsFaster));
        if (isAskedFor && outlook.Factor < AsUsual) return With(store, StoreAction.Recommend, Why(AdviceCause.AskedFor));
        return stock > 0
            ? With(store, StoreAction.Display, Why(swell == SwellKind.Carried ? AdviceCause.IsCarried : AdviceCause.Swells))
            : With(store, StoreAction.None, Why(AdviceCause.NoneUsual));
    }

    private AlertAdvice Short(StoreOutlook store, AdviceFacts why) => (store.From is { } from
        ? With(store, StoreAction.Transfer, why with { Donor = Encoding.UTF8.GetString(from.Store), DonorUnits = store.FromUnits })
        : With(store, StoreAction.HoldMarkdown, why)) with { LacksUnits = store.Lacks };

    private AlertAdvice With(StoreOutlook store, StoreAction action, AdviceFacts why) =>
        AlertAdvice.Of(Encoding.UTF8.GetString(store.Store), action, why, names) with
        {
            StockUnits = store.Stock, DaysOfCover = store.DaysOfCover is { } days && double.IsFinite(days) ? days : null,
        };
}

/// <summary>How a product swells.</summary>
internal enum SwellKind
{
    None,

    /// <summary>By something that does and carries it.</summary>
    Carried,

    /// <summary>By itself.</summary>
    Own,
}
