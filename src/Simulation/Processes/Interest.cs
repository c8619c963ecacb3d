using System.Text;
using Houle.Events;
using Houle.Ingest.Feeds;
using Houle.Simulation.Chance;
using Houle.Simulation.Output;
using Houle.Simulation.World;

namespace Houle.Simulation.Processes;

/// <summary>The steps between seeing and buying: clicks, searches, messages, codes scanned at the shelf.</summary>
internal sealed class Interest : IProcess
{
    private static readonly (IntentKind Kind, double Weight)[] Kinds =
    [
        (IntentKind.Click, 40), (IntentKind.Search, 20), (IntentKind.Message, 10), (IntentKind.StoryReply, 8),
        (IntentKind.StoreLocator, 8), (IntentKind.QrScan, 7), (IntentKind.Wishlist, 5), (IntentKind.AiReferral, 2),
    ];

    private readonly SimulatedWorld _world;
    private readonly Emitter _emitter;
    private readonly Effects _effects;
    private readonly Xoshiro _chance;
    private readonly Alias _kinds = new([.. Kinds.Select(k => k.Weight)]);
    private readonly int[][] _roster;
    private readonly byte[][][] _stores;
    private readonly byte[][] _campaigns;

    public Interest(SimulatedWorld world, Emitter emitter, Effects effects)
    {
        _world = world;
        _emitter = emitter;
        _effects = effects;
        _chance = world.Chance("interest");
        _roster = [.. world.Scenario.Cities.Select(c => world.Scenario.Creators.Roster.Where(r => r.City == c.Id).Select(r => world.People.Find(r.Id)).ToArray())];
        _stores = [.. world.Scenario.Cities.Select(c => world.Scenario.Stores.Where(s => s.City == c.Id).Select(s => Encoding.UTF8.GetBytes(s.Id)).ToArray())];
        _campaigns = [.. world.Scenario.Campaigns.Select(c => Encoding.UTF8.GetBytes(c.Id))];
    }

    public void Run(Minute minute)
    {
        for (int city = 0; city < _world.Cities.Length; city++)
        {
            double rate = _world.Scenario.Cities[city].IntentsPerDay / 1440 * _world.Social.At(minute.OfWeek);
            ProductPick pick = new(_world, _effects, city, minute, sales: false);
            for (int n = _chance.Poisson(rate * pick.Factor); n > 0; n--)
                Write(city, pick.Draw(_chance), minute.StartMs + _chance.Below((int)Minute.Ms));
        }
    }

    private void Write(int city, int product, long timeMs)
    {
        Span<byte> id = stackalloc byte[EventIds.BytesMax], person = stackalloc byte[EventIds.BytesMax];
        Span<byte> creator = stackalloc byte[96];
        Intent intent = new()
        {
            EventId = _emitter.Ids.Write('i', _emitter.NextNumber(), id),
            OccurredAtMs = timeMs,
            Kind = Kinds[_kinds.Draw(_chance)].Kind,
            City = _world.Cities[city],
            Person = _emitter.Ids.Write('v', _chance.Below((int)(_world.Scenario.Cities[city].IntentsPerDay * 5) + 10), person),
        };
        if (product >= 0) intent.Product = _world.Products[product];
        if (intent.Kind == IntentKind.Search && product >= 0) intent.Keyword = _world.Brands[_world.BrandOf[product]];
        if (intent.Kind is IntentKind.StoreLocator or IntentKind.QrScan && _stores[city].Length > 0)
            intent.Store = _stores[city][_chance.Below(_stores[city].Length)];
        if (intent.Kind is IntentKind.Click or IntentKind.StoryReply or IntentKind.Message && _roster[city].Length > 0)
            intent.Creator = creator[.._world.People.WriteHandle(_roster[city][_chance.Below(_roster[city].Length)], creator)];
        for (int campaign = 0; product >= 0 && campaign < _campaigns.Length; campaign++)
        {
            if (_effects.Runs(_world.Scenario.Campaigns[campaign], city, product, timeMs)) intent.Campaign = _campaigns[campaign];
        }

        intent.WriteSingleObject(_emitter.Body());
        _emitter.Send(EventKind.Intent, city, timeMs, timeMs, 20_000);
    }
}
