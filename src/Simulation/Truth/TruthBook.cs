using Houle.Ingest.Feeds;
using Houle.Simulation.Output;
using Houle.Simulation.Scenarios;
using Houle.Simulation.World;

namespace Houle.Simulation.Truth;

/// <summary>Events of one kind that were written, and what some of them are.</summary>
public sealed record Tally
{
    /// <summary>All that stand in the output.</summary>
    public long Written { get; internal set; }

    /// <summary>Of them, second copies.</summary>
    public long Duplicates { get; internal set; }

    /// <summary>Of them, late.</summary>
    public long Late { get; internal set; }
}

/// <summary>Keeps what was planted beside what came of it: the truth that detectors are scored by.</summary>
internal sealed class TruthBook(SimulatedWorld world)
{
    /// <summary>Counters are bits of a word.</summary>
    public const int CountersMax = 64;

    private readonly List<Counter>[] _byCity = [.. world.Cities.Select(_ => new List<Counter>())];
    private readonly Tally[] _tallies = [.. EventShape.All.Select(_ => new Tally())];
    private readonly Dictionary<Plant, long> _counts = new(ReferenceEqualityComparer.Instance);

    public List<Counter> Counters { get; } = [];

    /// <summary>What happened to follower steps, pods, stocks: further fields of a plant's truth.</summary>
    public Dictionary<string, List<(string Field, object Value)>> Notes { get; } = new(StringComparer.Ordinal);

    /// <summary>Every time that a shelf ran out by itself: until when it was empty.</summary>
    public List<(int Store, int Product, long StartMs, long EndMs)> RanOut { get; } = [];

    public Tally Of(EventKind kind) => _tallies[(int)kind];

    /// <summary>Events that a fault made late, twice, missing or skewed.</summary>
    public long CountOf(Plant fault) => _counts.GetValueOrDefault(fault);

    public void Missing(Outage outage) => Count(outage);

    public void Skewed(SkewedClock skew) => Count(skew);

    public void Note(string plant, string field, object value)
    {
        if (!Notes.TryGetValue(plant, out List<(string, object)>? notes)) Notes[plant] = notes = [];
        notes.Add((field, value));
    }

    public Counter Follow(CarriedKind kind, string entity, int city, Wave wave, bool complaintsOnly)
    {
        Scenario scenario = world.Scenario;
        Counter counter = new()
        {
            Bit = Counters.Count,
            Kind = kind,
            Entity = world.Entity(kind, entity),
            EntityId = entity,
            City = city,
            Wave = wave,
            ComplaintsOnly = complaintsOnly,
            Dispersion = share => scenario.EntityDispersion + ((scenario.CityDispersion - 1) * share),
        };
        if (counter.Bit >= CountersMax) throw new SimulationException($"at most {CountersMax} entities can be planted; leave some out");
        Counters.Add(counter);
        _byCity[city].Add(counter);
        return counter;
    }

    /// <summary>Adds a minute to what the open counters expect.</summary>
    public void Minute(long timeMs, int minuteOfWeek)
    {
        foreach (Counter counter in Counters)
        {
            if (timeMs < counter.Wave.StartMs || timeMs >= counter.Wave.EndMs) continue;
            counter.Usual += world.UsualPerMinute(counter.Kind, counter.Entity, counter.City, minuteOfWeek, counter.ComplaintsOnly);
            CityPlan city = world.Scenario.Cities[counter.City];
            counter.CityUsual += (city.PostsPerDay + city.CommentsPerDay) * world.Social.At(minuteOfWeek) / 1440;
        }
    }

    /// <summary>Bits of the counters that a post or comment counts for.</summary>
    /// <param name="timeMs">As it is stamped.</param>
    public ulong Match(Draft draft, long timeMs)
    {
        ulong bits = 0;
        foreach (Counter counter in _byCity[draft.City])
        {
            if (timeMs < counter.Wave.StartMs || timeMs >= counter.Wave.EndMs) continue;
            if (counter.ComplaintsOnly && !Draft.Complains(draft.Intent)) continue;
            if (Carries(draft, counter)) bits |= 1UL << counter.Bit;
        }

        return bits;
    }

    public void OnWritten(EventKind kind, EventNote note)
    {
        Tally tally = _tallies[(int)kind];
        tally.Written++;
        if (note.Fault is Duplicates) tally.Duplicates++;
        if (note.Fault is LateEvents) tally.Late++;
        if (note.Fault is not null) Count(note.Fault);
        for (ulong bits = note.Counters; bits != 0; bits &= bits - 1)
        {
            Counter counter = Counters[System.Numerics.BitOperations.TrailingZeroCount(bits)];
            counter.Observed++;
            counter.Creators.Add(note.Creator);
        }
    }

    private bool Carries(Draft draft, Counter counter)
    {
        foreach (EntityRef entity in draft.Entities)
        {
            if (entity.Kind == counter.Kind && entity.Index == counter.Entity) return true;
            if (counter.Kind == CarriedKind.Brand && entity.Kind == CarriedKind.Product && world.BrandOf[entity.Index] == counter.Entity)
                return true;
        }

        return false;
    }

    private void Count(Plant fault) => _counts[fault] = CountOf(fault) + 1;
}
