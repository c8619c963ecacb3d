using Houle.Events;
using Houle.Simulation.Chance;
using Houle.Simulation.Output;
using Houle.Simulation.Scenarios;
using Houle.Simulation.Truth;
using Houle.Simulation.World;

namespace Houle.Simulation.Processes;

/// <summary>What is planted in the talk: swells, moments and bad buzz, each a process of its own on top of the usual.</summary>
internal sealed class Surges : IProcess
{
    private const int SegmentTriesMax = 256;
    private readonly SimulatedWorld _world;
    private readonly Talk _talk;
    private readonly PostReach _reach;
    private readonly TruthBook _truth;
    private readonly Alias _formats;
    private readonly Draft _draft = new();
    private readonly List<Surge> _surges = [];

    public Surges(SimulatedWorld world, Talk talk, PostReach reach, TruthBook truth)
    {
        _world = world;
        _talk = talk;
        _reach = reach;
        _truth = truth;
        _formats = new Alias([.. world.Scenario.Formats.Select(f => f.Weight)]);
        foreach (Swell swell in world.Scenario.Plants.OfType<Swell>())
        {
            Plan(swell, swell.City, swell.Wave, 1, "");
            foreach ((string city, int afterMinutes, double share) in swell.Later)
            {
                long afterMs = afterMinutes * Minute.Ms;
                Wave wave = new(swell.Wave.StartMs + afterMs, swell.Wave.PeakMs + afterMs, swell.Wave.EndMs + afterMs);
                Plan(swell, city, wave, share, $" in {city}");
            }
        }
    }

    public IEnumerable<(Swell Swell, IReadOnlyList<Counter> Counters)> Planted => _surges.Select(s => (s.Swell, s.Counters));

    public void Run(Minute minute)
    {
        foreach (Surge surge in _surges)
        {
            double wave = surge.Wave.At(minute.StartMs + (Minute.Ms / 2));
            if (wave <= 0) continue;
            Counter first = surge.Counters[0];
            double usual = _world.UsualPerMinute(first.Kind, first.Entity, first.City, minute.OfWeek, first.ComplaintsOnly);
            double rate = surge.Swell.Size.Times > 0
                ? (surge.Swell.Size.Times - 1) * surge.Share * usual * wave
                : surge.Swell.Size.Posts * surge.Share * wave * 2 * Minute.Ms / (surge.Wave.EndMs - surge.Wave.StartMs);
            for (int i = 0; i < surge.Counters.Count; i++)
            {
                Counter counter = surge.Counters[i];
                double extra = rate * surge.Swell.Entities[i].Share * (counter.ComplaintsOnly ? surge.Swell.Complaints : 1);
                double own = _world.UsualPerMinute(counter.Kind, counter.Entity, counter.City, minute.OfWeek, counter.ComplaintsOnly);
                counter.Extra += extra;
                if (own > 0) counter.PeakRatio = Math.Max(counter.PeakRatio, (own + extra) / own);
            }

            for (int n = surge.Chance.Poisson(rate); n > 0; n--) Post(surge, minute);
        }
    }

    private void Plan(Swell swell, string city, Wave wave, double share, string where)
    {
        int at = _world.City(city);
        _surges.Add(new Surge(
            swell, at, wave, share, swell.Segment is null ? -1 : SegmentNumber(swell.Segment), _world.Chance($"surge {swell.Id}{where}"),
            [.. swell.Entities.Select(e => _truth.Follow(
                e.Kind, e.Id, at, wave, swell.Complaints > 0 && e.Kind is CarriedKind.Brand or CarriedKind.Product))]));
    }

    private int SegmentNumber(string id) => _world.Scenario.Segments.Select((s, i) => (s.Id, i)).First(s => s.Id == id).i;

    private void Post(Surge surge, Minute minute)
    {
        Xoshiro chance = surge.Chance;
        bool complains = chance.Happens(surge.Swell.Complaints);
        Format format = complains && chance.Happens(0.6) ? Format.Comment : _world.Scenario.Formats[_formats.Draw(chance)].Format;
        _draft.Begin(Somebody(surge), surge.City, minute.StartMs + chance.Below((int)Minute.Ms), format);
        for (int i = 0; i < surge.Counters.Count; i++)
        {
            if (surge.Swell.Entities[i].Share < 1 && !chance.Happens(surge.Swell.Entities[i].Share)) continue;
            _draft.Add(surge.Counters[i].Kind, surge.Counters[i].Entity);
            if (complains || !surge.Counters[i].ComplaintsOnly) surge.Counters[i].Planted++;
        }

        if (complains) _draft.Intent = chance.Happens(0.2) ? MentionIntent.Hostile : MentionIntent.Complaint;
        if (format != Format.Comment)
        {
            _draft.Post = _talk.NewPost();
            _draft.Views = _reach.Views(_draft.Creator, _draft.TimeMs);
        }

        if (_talk.Send(_draft) != Emitter.Lost && format != Format.Comment) _reach.Follow(_draft);
    }

    private int Somebody(Surge surge)
    {
        Population people = _world.People;
        for (int tries = 0; ; tries++)
        {
            int creator = people.First(surge.City) + surge.Chance.Below(people.CountOf(surge.City));
            if (surge.Segment < 0 || people.SegmentOf(creator) == surge.Segment) return creator;
            if (tries < SegmentTriesMax) continue;
            throw new SimulationException(
                $"{surge.Swell.Id}: {_world.Scenario.Cities[surge.City].Id} has nobody of the segment {surge.Swell.Segment}; give it more creators or the segment a larger share");
        }
    }

    private sealed record Surge(
        Swell Swell, int City, Wave Wave, double Share, int Segment, Xoshiro Chance, IReadOnlyList<Counter> Counters);
}
