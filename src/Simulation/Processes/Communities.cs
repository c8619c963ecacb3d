using Houle.Events;
using Houle.Ingest.Feeds;
using Houle.Simulation.Chance;
using Houle.Simulation.Output;
using Houle.Simulation.World;

namespace Houle.Simulation.Processes;

/// <summary>What members of brands' own communities do: ask, answer, review, vote.</summary>
internal sealed class Communities : IProcess
{
    private static readonly (CommunityKind Kind, double Weight)[] Kinds =
    [
        (CommunityKind.Question, 25), (CommunityKind.Answer, 30), (CommunityKind.Review, 18), (CommunityKind.Vote, 15),
        (CommunityKind.Challenge, 6), (CommunityKind.Live, 4), (CommunityKind.Reward, 2),
    ];

    private readonly SimulatedWorld _world;
    private readonly Emitter _emitter;
    private readonly Xoshiro _chance;
    private readonly Alias _kinds = new([.. Kinds.Select(k => k.Weight)]);
    private readonly Alias _cities;
    private readonly int[][] _products;

    public Communities(SimulatedWorld world, Emitter emitter)
    {
        _world = world;
        _emitter = emitter;
        _chance = world.Chance("communities");
        _cities = new Alias([.. world.Scenario.Cities.Select(c => c.PostsPerDay)]);
        _products = [.. Enumerable.Range(0, world.Brands.Length).Select(b => Enumerable.Range(0, world.Products.Length).Where(p => world.BrandOf[p] == b).ToArray())];
    }

    public void Run(Minute minute)
    {
        for (int brand = 0; brand < _world.Brands.Length; brand++)
        {
            double perDay = _world.Scenario.Brands[brand].CommunityPerDay;
            for (int n = _chance.Poisson(perDay / 1440 * _world.Social.At(minute.OfWeek)); n > 0; n--)
                Write(brand, (int)(perDay * 4) + 10, minute.StartMs + _chance.Below((int)Minute.Ms));
        }
    }

    private void Write(int brand, int members, long timeMs)
    {
        int city = _cities.Draw(_chance);
        Span<byte> id = stackalloc byte[EventIds.BytesMax], member = stackalloc byte[EventIds.BytesMax], session = stackalloc byte[EventIds.BytesMax];
        CommunityEvent happening = new()
        {
            EventId = _emitter.Ids.Write('g', _emitter.NextNumber(), id),
            OccurredAtMs = timeMs,
            Brand = _world.Brands[brand],
            Member = _emitter.Ids.Write('u', (brand * 10_000_000L) + _chance.Below(members), member),
            Kind = Kinds[_kinds.Draw(_chance)].Kind,
            City = _world.Cities[city],
        };
        if (happening.Kind == CommunityKind.Review) happening.Rating = 5 - Math.Min(4, _chance.Poisson(0.8));
        if (happening.Kind is CommunityKind.Answer or CommunityKind.Review) happening.Helpful = _chance.Poisson(1.5);
        if (happening.Kind == CommunityKind.Live) happening.Session = _emitter.Ids.Write('x', timeMs / 3_600_000, session);
        if (_products[brand].Length > 0 && _chance.Happens(0.7))
            happening.Product = _world.Products[_products[brand][_chance.Below(_products[brand].Length)]];
        happening.WriteSingleObject(_emitter.Body());
        _emitter.Send(EventKind.CommunityEvent, city, timeMs, timeMs, 20_000);
    }
}
