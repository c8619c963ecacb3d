using Houle.Avro.Binary;
using Houle.Events;
using Houle.Ingest.Feeds;
using Houle.Simulation.Chance;
using Houle.Simulation.Scenarios;
using Houle.Simulation.Truth;
using Houle.Simulation.World;

namespace Houle.Simulation.Output;

/// <summary>Gives events their arrival: usual delays, duplicates, outages, skewed clocks and late ones as the scenario
/// plants them.</summary>
/// <remarks>Usual delays stay within the streams' default graces less the largest skew, so that nothing is late by
/// chance, in however many partitions it is read; docs/decisions/generate.md has the arithmetic.</remarks>
internal sealed class Emitter
{
    /// <summary>Not written: it fell into an outage.</summary>
    public const long Lost = -1;

    private readonly Xoshiro _chance;
    private readonly ArrivalRing _ring;
    private readonly TruthBook _truth;
    private readonly ByteBuffer _body = new(1024);
    private readonly Duplicates[][] _duplicates;
    private readonly (Outage Outage, int City)[][] _outages;
    private readonly SkewedClock[] _skews;
    private long _number;

    public Emitter(SimulatedWorld world, ArrivalRing ring, TruthBook truth)
    {
        _chance = world.Chance("arrival");
        _ring = ring;
        _truth = truth;
        Ids = new EventIds(world.Scenario.Sha256, world.Seed);
        IReadOnlyList<Plant> plants = world.Scenario.Plants;
        Events.Stream[] streams = Enum.GetValues<Events.Stream>();
        _duplicates = [.. streams.Select(s => plants.OfType<Duplicates>().Where(d => d.Stream == s).ToArray())];
        _outages =
        [
            .. streams.Select(s => plants.OfType<Outage>().Where(o => o.Stream == s)
                .Select(o => (o, o.City is null ? -1 : world.City(o.City))).ToArray()),
        ];
        _skews = [.. plants.OfType<SkewedClock>()];
    }

    public EventIds Ids { get; }

    /// <summary>The number of the event that comes next: part of its id.</summary>
    public long NextNumber() => ++_number;

    /// <summary>What a post's clock says: the platform's may be off.</summary>
    public long StampedMs(long timeMs, Platform platform)
    {
        foreach (SkewedClock skew in _skews)
        {
            if (skew.Platform == platform && timeMs >= skew.FromMs && timeMs < skew.UntilMs)
            {
                _truth.Skewed(skew);
                return timeMs + (skew.Seconds * 1000L);
            }
        }

        return timeMs;
    }

    /// <summary>Where to write the next event, in single-object encoding.</summary>
    public ByteBuffer Body()
    {
        _body.Clear();
        return _body;
    }

    /// <summary>Sends what stands in <see cref="Body"/> on its way.</summary>
    /// <param name="readyMs">When it was known at its source.</param>
    /// <param name="delayMaxMs">Usual delays are 0.2 s to this, mostly short.</param>
    /// <returns>When it arrives, or <see cref="Lost"/>.</returns>
    public long Send(
        EventKind kind, int city, long timeMs, long readyMs, int delayMaxMs, ulong counters = 0, int creator = -1)
    {
        if (IsLost(kind, city, timeMs)) return Lost;
        double unit = _chance.Unit();
        long arrivesMs = readyMs + 200 + (long)(unit * unit * (delayMaxMs - 200));
        _ring.Add(kind, arrivesMs, new EventNote(null, counters, creator), SingleObject.Body(_body.Written));
        foreach (Duplicates plant in _duplicates[(int)EventShape.Of(kind).Stream])
        {
            if (IsCounted(kind) && timeMs >= plant.FromMs && timeMs < plant.UntilMs && _chance.Happens(plant.Share))
            {
                long againMs = arrivesMs + 1 + _chance.Below(600_000);
                _ring.Add(kind, againMs, new EventNote(plant, 0, -1), SingleObject.Body(_body.Written));
            }
        }

        return arrivesMs;
    }

    /// <summary>Sends an event that comes after its window has closed, right after one of the same key.</summary>
    public void SendLate(LateEvents plant, EventKind kind, int city, long timeMs, long afterMs, ulong counters = 0, int creator = -1)
    {
        if (IsLost(kind, city, timeMs)) return;
        _ring.Add(kind, afterMs + 1 + _chance.Below(5_000), new EventNote(plant, counters, creator), SingleObject.Body(_body.Written));
    }

    private bool IsLost(EventKind kind, int city, long timeMs)
    {
        foreach ((Outage outage, int where) in _outages[(int)EventShape.Of(kind).Stream])
        {
            if (timeMs < outage.FromMs || timeMs >= outage.UntilMs || (where >= 0 && where != city)) continue;
            _truth.Missing(outage);
            return true;
        }

        return false;
    }

    /// <summary>Whether windows count it; only such an event can be a duplicate.</summary>
    private static bool IsCounted(EventKind kind) =>
        kind is not (EventKind.PostSnapshot or EventKind.CreatorSnapshot or EventKind.StockLevel);
}
