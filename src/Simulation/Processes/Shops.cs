using System.Text;
using Houle.Avro.Binary;
using Houle.Events;
using Houle.Ingest.Feeds;
using Houle.Simulation.Chance;
using Houle.Simulation.Output;
using Houle.Simulation.Scenarios;
using Houle.Simulation.World;

namespace Houle.Simulation.Processes;

/// <summary>Sales over the counter: how many by the hour, of what is there, now and then one brought back.</summary>
internal sealed class Shops : IProcess
{
    /// <summary>Within the sales' grace of five minutes: tills send now and then.</summary>
    private const int DelayMaxMs = 120_000;

    private const double ReturnShare = 0.02;
    private static readonly byte[] Channel = "store"u8.ToArray();
    private static readonly byte[] Currency = "EUR"u8.ToArray();
    private readonly SimulatedWorld _world;
    private readonly Emitter _emitter;
    private readonly Effects _effects;
    private readonly Stock _stock;
    private readonly Xoshiro _chance;
    private readonly byte[][] _stores;
    private readonly int[] _cities;
    private readonly (byte[] Id, byte[] Promo)[] _campaigns;
    private readonly LateEvents[] _late;
    private long _orders;

    public Shops(SimulatedWorld world, Emitter emitter, Effects effects, Stock stock)
    {
        _world = world;
        _emitter = emitter;
        _effects = effects;
        _stock = stock;
        _chance = world.Chance("shops");
        _stores = [.. world.Scenario.Stores.Select(s => Encoding.UTF8.GetBytes(s.Id))];
        _cities = [.. world.Scenario.Stores.Select(s => world.City(s.City))];
        _campaigns = [.. world.Scenario.Campaigns.Select(c => (Encoding.UTF8.GetBytes(c.Id), Encoding.UTF8.GetBytes(c.PromoCode)))];
        _late = [.. world.Scenario.Plants.OfType<LateEvents>().Where(l => l.Stream == Events.Stream.Sales)];
    }

    public void Run(Minute minute)
    {
        double rhythm = _world.Shops.At(minute.OfWeek) / 1440;
        if (rhythm <= 0) return;
        for (int store = 0; store < _stores.Length; store++)
        {
            int city = _cities[store];
            ProductPick pick = new(_world, _effects, city, minute, sales: true);
            for (int n = _chance.Poisson(_world.Scenario.Stores[store].OrdersPerDay * rhythm * pick.Factor); n > 0; n--)
            {
                long timeMs = minute.StartMs + _chance.Below((int)Minute.Ms);
                int product = pick.Draw(_chance);
                long arrivesMs = Sell(store, product, timeMs, null, 0);
                if (arrivesMs != Emitter.Lost) SellLate(store, pick.Draw(_chance), timeMs, arrivesMs);
            }
        }
    }

    private void SellLate(int store, int product, long timeMs, long arrivesMs)
    {
        foreach (LateEvents plant in _late)
        {
            if (timeMs < plant.FromMs || timeMs >= plant.UntilMs || !_chance.Happens(plant.Share)) continue;
            long agoMs = (plant.MinMinutes * Minute.Ms) + _chance.Below(((plant.MaxMinutes - plant.MinMinutes) * (int)Minute.Ms) + 1);
            Sell(store, product, timeMs - agoMs, plant, arrivesMs);
            return;
        }
    }

    /// <returns>When the sale arrives; <see cref="Emitter.Lost"/> when there was none.</returns>
    private long Sell(int store, int product, long timeMs, LateEvents? late, long afterMs)
    {
        int city = _cities[store];
        bool returned = _chance.Happens(ReturnShare);
        int wanted = _chance.Happens(0.85) ? 1 : 2 + _chance.Below(2);
        // A late sale comes off the shelf's books when it arrives.
        int units = returned ? 1 : _stock.Take(store, product, wanted, late is null ? timeMs : afterMs);
        if (units == 0) return Emitter.Lost;
        if (returned) _stock.Return(store, product, timeMs);
        Span<byte> id = stackalloc byte[EventIds.BytesMax], order = stackalloc byte[EventIds.BytesMax], customer = stackalloc byte[EventIds.BytesMax];
        Sale sale = new()
        {
            EventId = _emitter.Ids.Write('s', _emitter.NextNumber(), id),
            OccurredAtMs = timeMs,
            OrderId = _emitter.Ids.Write('o', ++_orders, order),
            Product = _world.Products[product],
            Store = _stores[store],
            Channel = Channel,
            City = _world.Cities[city],
            Units = units,
            Amount = AvroDecimal.FromCents((long)units * _world.Scenario.Products[product].Cents),
            Currency = Currency,
            Customer = _emitter.Ids.Write('c', _chance.Below((int)(_world.Scenario.Stores[store].OrdersPerDay * 15) + 20), customer),
            Returned = returned,
        };
        for (int campaign = 0; campaign < _campaigns.Length; campaign++)
        {
            CampaignPlan plan = _world.Scenario.Campaigns[campaign];
            if (!_effects.Runs(plan, city, product, timeMs) || !_chance.Happens(plan.PromoShare)) continue;
            sale.Campaign = _campaigns[campaign].Id;
            sale.PromoCode = _campaigns[campaign].Promo;
        }

        sale.WriteSingleObject(_emitter.Body());
        if (late is null) return _emitter.Send(EventKind.Sale, city, timeMs, timeMs, DelayMaxMs);
        _emitter.SendLate(late, EventKind.Sale, city, timeMs, afterMs);
        return afterMs;
    }
}
