using System.Text;
using Houle.Events;
using Houle.Ingest.Feeds;
using Houle.Simulation.Output;
using Houle.Simulation.Scenarios;
using Houle.Simulation.Truth;
using Houle.Simulation.World;

namespace Houle.Simulation.Processes;

/// <summary>What each store has of each product: sold, ordered when a third is left, delivered 30 hours later.</summary>
/// <remarks>Counted every six hours and whenever something runs out, is ordered, delivered or recounted.</remarks>
internal sealed class Stock : IProcess
{
    private const long CountEveryMinutes = 360;
    private const long DeliveryMs = 30 * 3_600_000L;
    private const double UnitsPerOrder = 1.225;
    private readonly SimulatedWorld _world;
    private readonly Emitter _emitter;
    private readonly TruthBook _truth;
    private readonly byte[][] _stores;
    private readonly int[] _cities;
    private readonly Shelf[][] _shelves;
    private readonly List<(int Store, int Product)> _incoming = [];
    private readonly (StockOut Plan, int Store, int Product)[] _plants;
    private readonly long[] _lost;

    public Stock(SimulatedWorld world, Emitter emitter, TruthBook truth)
    {
        _world = world;
        _emitter = emitter;
        _truth = truth;
        Scenario scenario = world.Scenario;
        _stores = [.. scenario.Stores.Select(s => Encoding.UTF8.GetBytes(s.Id))];
        _cities = [.. scenario.Stores.Select(s => world.City(s.City))];
        _shelves =
        [
            .. scenario.Stores.Select(s => Enumerable.Range(0, world.Products.Length).Select(p =>
            {
                int full = Math.Max(6, (int)(s.OrdersPerDay * UnitsPerOrder * world.ProductDraw!.Share(p) * s.StockDays));
                return new Shelf { Full = full, Units = full - (p % Math.Max(1, full / 2)) };
            }).ToArray()),
        ];
        _plants =
        [
            .. scenario.Plants.OfType<StockOut>().Select(p => (p, IndexOf(scenario.Stores, p.Store), world.Product(p.Product))),
        ];
        _lost = new long[_plants.Length];
    }

    /// <summary>Takes units off a shelf.</summary>
    /// <returns>How many there were, at most those wanted.</returns>
    public int Take(int store, int product, int wanted, long timeMs)
    {
        Shelf shelf = _shelves[store][product];
        int taken = Math.Min(wanted, shelf.Units);
        shelf.Units -= taken;
        if (taken < wanted) CountLost(store, product, timeMs, wanted - taken);
        if (taken > 0 && shelf.Units == 0)
        {
            shelf.OutSinceMs = timeMs;
            Write(store, product, timeMs);
        }

        if (shelf.Units <= shelf.Full / 3 && shelf.IncomingUnits == 0) Order(store, product, timeMs);
        return taken;
    }

    public void Return(int store, int product, long timeMs)
    {
        _shelves[store][product].Units++;
        Refilled(store, product, timeMs);
    }

    /// <summary>Notes that a shelf which ran out by itself has something again.</summary>
    private void Refilled(int store, int product, long timeMs)
    {
        Shelf shelf = _shelves[store][product];
        if (shelf.OutSinceMs > 0) _truth.RanOut.Add((store, product, shelf.OutSinceMs, timeMs));
        shelf.OutSinceMs = 0;
    }

    public void Run(Minute minute)
    {
        foreach ((StockOut plan, int store, int product) in _plants)
        {
            if (plan.AtMs < minute.StartMs || plan.AtMs >= minute.EndMs) continue;
            _truth.Note(plan.Id, "units_before", _shelves[store][product].Units);
            _shelves[store][product].Units = 0; // a recount: what was left went to the other stores
            Write(store, product, plan.AtMs);
        }

        if (minute.StartMs / Minute.Ms % 15 == 0) Deliver(minute.StartMs);
        if (minute.StartMs / Minute.Ms % CountEveryMinutes != 0) return;
        for (int store = 0; store < _stores.Length; store++)
        {
            for (int product = 0; product < _world.Products.Length; product++) Write(store, product, minute.StartMs);
        }
    }

    /// <summary>Closes the account of the planted stock-outs.</summary>
    /// <param name="untilMs">Event time that was reached.</param>
    public void Finish(long untilMs)
    {
        for (int store = 0; store < _stores.Length; store++)
        {
            for (int product = 0; product < _world.Products.Length; product++) Refilled(store, product, untilMs);
        }

        for (int i = 0; i < _plants.Length; i++) _truth.Note(_plants[i].Plan.Id, "units_not_sold", _lost[i]);
    }

    private void Deliver(long timeMs)
    {
        for (int i = _incoming.Count - 1; i >= 0; i--)
        {
            (int store, int product) = _incoming[i];
            Shelf shelf = _shelves[store][product];
            if (timeMs < shelf.IncomingAtMs) continue;
            _incoming.RemoveAt(i);
            shelf.Units += shelf.IncomingUnits;
            shelf.IncomingUnits = 0;
            Refilled(store, product, timeMs);
            Write(store, product, timeMs);
        }
    }

    private void Order(int store, int product, long timeMs)
    {
        Shelf shelf = _shelves[store][product];
        shelf.IncomingUnits = shelf.Full - shelf.Units;
        shelf.IncomingAtMs = timeMs + DeliveryMs;
        foreach ((StockOut plan, int where, int what) in _plants)
        {
            // Nothing ordered can come before the end of a planted stock-out.
            if (where == store && what == product && shelf.IncomingAtMs >= plan.AtMs && timeMs < plan.UntilMs)
                shelf.IncomingAtMs = Math.Max(shelf.IncomingAtMs, plan.UntilMs);
        }

        _incoming.Add((store, product));
        Write(store, product, timeMs);
    }

    private void CountLost(int store, int product, long timeMs, int units)
    {
        for (int i = 0; i < _plants.Length; i++)
        {
            (StockOut plan, int where, int what) = _plants[i];
            if (where == store && what == product && timeMs >= plan.AtMs && timeMs < plan.UntilMs) _lost[i] += units;
        }
    }

    private void Write(int store, int product, long timeMs)
    {
        Shelf shelf = _shelves[store][product];
        Span<byte> id = stackalloc byte[EventIds.BytesMax];
        StockLevel level = new()
        {
            EventId = _emitter.Ids.Write('l', _emitter.NextNumber(), id),
            OccurredAtMs = timeMs,
            Product = _world.Products[product],
            Store = _stores[store],
            City = _world.Cities[_cities[store]],
            Units = shelf.Units,
            IncomingUnits = shelf.IncomingUnits,
            IncomingAtMs = shelf.IncomingUnits > 0 ? shelf.IncomingAtMs : null,
        };
        level.WriteSingleObject(_emitter.Body());
        _emitter.Send(EventKind.StockLevel, _cities[store], timeMs, timeMs, 30_000);
    }

    private static int IndexOf(IReadOnlyList<Store> stores, string id) => stores.Select((s, i) => (s.Id, i)).First(s => s.Id == id).i;

    private sealed class Shelf
    {
        public int Units { get; set; }

        public int Full { get; init; }

        public int IncomingUnits { get; set; }

        public long IncomingAtMs { get; set; }

        /// <summary>Since when it is empty by itself; 0 while it is not.</summary>
        public long OutSinceMs { get; set; }
    }
}
