using System.Text;
using Houle.Events;
using Houle.Ingest.Feeds;
using Houle.Simulation.Chance;
using Houle.Simulation.Output;
using Houle.Simulation.World;

namespace Houle.Simulation.Processes;

/// <summary>People through store doors and past street counters, a record a quarter of an hour each, sent at its end.</summary>
/// <remarks>All counters share their quarters, so none is late by another's clock: the stream stands at the quarter's
/// beginning until all have sent it.</remarks>
internal sealed class Feet : IProcess
{
    private const int IntervalMinutes = 15;
    private readonly SimulatedWorld _world;
    private readonly Emitter _emitter;
    private readonly Effects _effects;
    private readonly Xoshiro _chance;
    private readonly (byte[] Id, string Name, int City, double PerDay, bool IsStore)[] _places;

    public Feet(SimulatedWorld world, Emitter emitter, Effects effects)
    {
        _world = world;
        _emitter = emitter;
        _effects = effects;
        _chance = world.Chance("feet");
        _places =
        [
            .. world.Scenario.Stores.Where(s => s.VisitorsPerDay > 0).Select(s => (Encoding.UTF8.GetBytes(s.Id), s.Id, world.City(s.City), s.VisitorsPerDay, true)),
            .. world.Scenario.Sensors.Select(s => (Encoding.UTF8.GetBytes(s.Id), s.Id, world.City(s.City), s.PeoplePerDay, false)),
        ];
    }

    public void Run(Minute minute)
    {
        if (minute.StartMs / Minute.Ms % IntervalMinutes != 0) return;
        foreach ((byte[] id, string name, int city, double perDay, bool isStore) in _places)
        {
            double rhythm = (isStore ? _world.Shops : _world.Social).At(minute.OfWeek);
            double mean = perDay * IntervalMinutes / 1440 * rhythm * _effects.Visits(city, name, isStore, minute.StartMs);
            double over = _world.Scenario.CityDispersion - 1;
            double noisy = over > 0 && mean > 0 ? _chance.Gamma(mean / over) * over : mean;
            Write(id, city, isStore, minute.StartMs, _chance.Poisson(noisy), _chance.Poisson(noisy));
        }
    }

    private void Write(byte[] place, int city, bool isStore, long timeMs, int entries, int exits)
    {
        Span<byte> id = stackalloc byte[EventIds.BytesMax];
        FootTraffic traffic = new()
        {
            EventId = _emitter.Ids.Write('f', _emitter.NextNumber(), id),
            OccurredAtMs = timeMs,
            Place = place,
            City = _world.Cities[city],
            Entries = entries,
            Exits = isStore ? exits : 0,
            IntervalS = IntervalMinutes * 60,
        };
        if (isStore)
        {
            traffic.Store = place;
            traffic.DwellS = 240 + _chance.Below(600);
        }

        traffic.WriteSingleObject(_emitter.Body());
        _emitter.Send(EventKind.FootTraffic, city, timeMs, timeMs + (IntervalMinutes * Minute.Ms), 30_000);
    }
}
