using System.Text;
using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams.Alerts;
using Houle.Streams.Alerts.Text;
using Houle.Streams.Signals;
using Houle.Streams.Topology;

namespace Houle.Streams.Select;

/// <summary>Finds a store in another city for one that is about to run out and has no donor in its own.</summary>
/// <remarks>
/// Of the cities near, nearest first, the first whose store can spare all that lacks; where none can, the one that can spare most,
/// three units at least. What one store is told to take is promised to it, and to no other, in the order in which advice is given: by
/// minute, then city, product and store. A promise stands while the store still lacks some and the other can spare three units or all of it, and
/// for two hours after the advice was last given.
/// </remarks>
internal sealed class Transfers(SignalOptions options, INames names)
{
    private const int PromisedMinutes = 120;

    private readonly SortedDictionary<string, List<Promise>> _byProduct = new(StringComparer.Ordinal);

    public SpareStocks Spare { get; } = new();

    /// <summary>Completes a signal's advice as of a minute, at least its own and not before that of the last call.</summary>
    public void Complete(SignalRecord signal, int minute)
    {
        if (!options.Near.TryGetValue(signal.Cell, out IReadOnlyList<string>? near)) return;
        if (signal.Said.Any(advice => advice.LacksUnits is not null) || _byProduct.ContainsKey(signal.Product))
            signal.Advice = [.. signal.Said.Select(advice => Of(signal, advice, near, minute))];
    }

    private AlertAdvice Of(SignalRecord signal, AlertAdvice advice, IReadOnlyList<string> near, int minute)
    {
        if (!_byProduct.TryGetValue(signal.Product, out List<Promise>? promises)) promises = [];
        int at = promises.FindIndex(promise => promise.Cell == signal.Cell && promise.Store == advice.Store);
        Promise? before = at >= 0 ? promises[at] : null;
        if (at >= 0) promises.RemoveAt(at);
        if (advice is not { LacksUnits: { } lacks, FromStore: null }) return advice;

        Donor? donor = before is not null && before.IsValid(minute) ? Again(signal.Product, lacks, before, promises, minute) : null;
        donor ??= Best(signal.Product, lacks, near, promises, minute);
        AdviceFacts why = new(AdviceCause.RunsOut)
        {
            Stock = advice.StockUnits ?? 0, PerDay = advice.UnitsPerDay ?? 0, Days = advice.DaysOfCover, DueMs = advice.DueAtMs, AsksNearby = true,
        };
        if (donor is null) return With(advice, StoreAction.HoldMarkdown, why);
        promises.Add(new Promise(signal.Cell, advice.Store, donor.Cell, donor.Store, Math.Min(lacks, donor.Units), minute));
        _byProduct[signal.Product] = promises;
        return With(advice, StoreAction.Transfer, why with { Donor = donor.Store, DonorCell = donor.Cell, DonorUnits = donor.Units });
    }

    /// <summary>The store that was told last, if it can still spare three units, or all that lacks.</summary>
    private Donor? Again(string product, long lacks, Promise before, List<Promise> others, int minute) =>
        OfCity(product, before.DonorCell, others, minute) is { } donor && donor.Store == before.DonorStore && donor.Units >= Math.Min(lacks, StockOutlook.SpareMin) ? donor : null;

    private Donor? Best(string product, long lacks, IReadOnlyList<string> near, List<Promise> others, int minute)
    {
        Donor? best = null;
        foreach (string city in near)
        {
            if (OfCity(product, city, others, minute) is not { } donor || donor.Units < StockOutlook.SpareMin) continue;
            if (donor.Units >= lacks) return donor;
            if (best is null || donor.Units > best.Units) best = donor;
        }

        return best;
    }

    /// <summary>What a city can spare beside what is promised.</summary>
    private Donor? OfCity(string product, string city, List<Promise> others, int minute)
    {
        if (Spare.Of(product, city, minute) is not { } spare) return null;
        long promised = others.Where(other => other.DonorCell == city && other.IsValid(minute)).Sum(other => other.Units);
        return new Donor(city, spare.Store, spare.Units - promised);
    }

    private AlertAdvice With(AlertAdvice advice, StoreAction action, AdviceFacts why) => AlertAdvice.Of(advice.Store, action, why, names) with
    {
        StockUnits = advice.StockUnits, DaysOfCover = advice.DaysOfCover, LacksUnits = advice.LacksUnits,
    };

    /// <summary>Forgets promises that no minute from one on counts.</summary>
    public void Forget(int minute)
    {
        foreach ((string product, List<Promise> promises) in _byProduct.ToArray())
        {
            promises.RemoveAll(promise => !promise.IsValid(minute));
            if (promises.Count == 0) _byProduct.Remove(product);
        }
    }

    public void Write(ByteBuffer to)
    {
        Spare.Write(to);
        AvroWriter writer = new(to);
        writer.WriteLong(_byProduct.Values.Sum(promises => promises.Count));
        foreach ((string product, List<Promise> promises) in _byProduct)
        {
            foreach (Promise promise in promises)
            {
                foreach (string text in (ReadOnlySpan<string>)[product, promise.Cell, promise.Store, promise.DonorCell, promise.DonorStore])
                    writer.WriteBytes(Encoding.UTF8.GetBytes(text));
                writer.WriteLong(promise.Units);
                writer.WriteLong(promise.Minute);
            }
        }
    }

    /// <summary>Takes up what <see cref="Write"/> wrote.</summary>
    public void Read(ref AvroReader from)
    {
        Spare.Read(ref from);
        for (long left = from.ReadLong(); left > 0; left--)
        {
            string product = Text(ref from);
            if (!_byProduct.TryGetValue(product, out List<Promise>? promises)) _byProduct.Add(product, promises = []);
            promises.Add(new Promise(Text(ref from), Text(ref from), Text(ref from), Text(ref from), from.ReadLong(), (int)from.ReadLong()));
        }
    }

    private static string Text(ref AvroReader from) => Encoding.UTF8.GetString(from.ReadBytes());

    /// <summary>A store of another city, and what it can spare.</summary>
    private sealed record Donor(string Cell, string Store, long Units);

    /// <summary>Units that a store is told to take, as of the minute in which it was told last.</summary>
    private sealed record Promise(string Cell, string Store, string DonorCell, string DonorStore, long Units, int Minute)
    {
        public bool IsValid(int minute) => minute - Minute <= PromisedMinutes;
    }
}
