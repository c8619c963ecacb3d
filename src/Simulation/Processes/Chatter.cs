using Houle.Events;
using Houle.Simulation.Chance;
using Houle.Simulation.Output;
using Houle.Simulation.Scenarios;
using Houle.Simulation.World;

namespace Houle.Simulation.Processes;

/// <summary>The ordinary posts and comments of the cities, and late posts among them.</summary>
/// <remarks>An entity comes in runs: each draw repeats the one before with a probability q, so that its counts are
/// geometric clusters of a Poisson process, with variance / mean (1 + q) / (1 - q), while its share stays.</remarks>
internal sealed class Chatter : IProcess
{
    private const int RecentMax = 256;
    private static readonly int PlatformCount = Enum.GetValues<Platform>().Length;
    private readonly SimulatedWorld _world;
    private readonly Talk _talk;
    private readonly PostReach _reach;
    private readonly CityNoise _noise;
    private readonly Xoshiro _chance;
    private readonly Draft _draft = new();
    private readonly Alias _formats;
    private readonly double _repeat;
    private readonly int[][] _last; // by city: kind, slot
    private readonly Recent[] _recent; // by city and platform
    private readonly LateEvents[] _late;

    public Chatter(SimulatedWorld world, Talk talk, PostReach reach, CityNoise noise)
    {
        _world = world;
        _talk = talk;
        _reach = reach;
        _noise = noise;
        _chance = world.Chance("chatter");
        _formats = new Alias([.. world.Scenario.Formats.Select(f => f.Weight)]);
        _repeat = (world.Scenario.EntityDispersion - 1) / (world.Scenario.EntityDispersion + 1);
        _last = [.. world.Cities.Select(_ => Enumerable.Repeat(Draft.None, 6 * 8).ToArray())];
        _recent = [.. Enumerable.Range(0, world.Cities.Length * PlatformCount).Select(_ => new Recent())];
        _late = [.. world.Scenario.Plants.OfType<LateEvents>().Where(l => l.Stream == Events.Stream.Social)];
    }

    public void Run(Minute minute)
    {
        _noise.Run(minute);
        for (int city = 0; city < _world.Cities.Length; city++)
        {
            CityPlan plan = _world.Scenario.Cities[city];
            double rate = _world.Social.At(minute.OfWeek) * _noise.Of(city) / 1440;
            for (int n = _chance.Poisson(plan.PostsPerDay * rate); n > 0; n--) Post(city, minute);
            for (int n = _chance.Poisson(plan.CommentsPerDay * rate); n > 0; n--) Comment(city, minute);
        }
    }

    /// <summary>Anybody of a city; accounts with more followers post more often.</summary>
    private int Somebody(int city)
    {
        double unit = _chance.Unit();
        return _world.People.First(city) + (int)(unit * unit * _world.People.CountOf(city));
    }

    private Format SomeFormat() => _world.Scenario.Formats[_formats.Draw(_chance)].Format;

    private void Post(int city, Minute minute)
    {
        int creator = Somebody(city);
        FillPost(creator, city, minute.StartMs + _chance.Below((int)Minute.Ms));
        long arrivesMs = _talk.Send(_draft);
        if (arrivesMs == Emitter.Lost) return;
        _reach.Follow(_draft);
        _recent[(city * PlatformCount) + (int)_world.People.PlatformOf(creator)].Add(_draft.Post, creator);
        foreach (LateEvents plant in _late)
        {
            if (_draft.TimeMs < plant.FromMs || _draft.TimeMs >= plant.UntilMs || !_chance.Happens(plant.Share)) continue;
            long agoMs = (plant.MinMinutes * Minute.Ms) + _chance.Below(((plant.MaxMinutes - plant.MinMinutes) * (int)Minute.Ms) + 1);
            FillPost(creator, city, _draft.TimeMs - agoMs);
            _talk.SendLate(plant, _draft, arrivesMs);
            return;
        }
    }

    private void FillPost(int creator, int city, long timeMs)
    {
        _draft.Begin(creator, city, timeMs, SomeFormat());
        _draft.Post = _talk.NewPost();
        _draft.Views = _reach.Views(creator, timeMs);
        foreach (EntityTable table in _world.Entities)
        {
            for (int slot = 0; slot < table.Plan.Draws; slot++)
            {
                if (!_chance.Happens(table.Plan.PerPost)) continue;
                _draft.Add(table.Plan.Kind, Repeated(city, table.Plan.Kind, slot, table));
            }
        }

        if (_chance.Happens(_world.Scenario.Talk.PerPost)) _draft.Add(CarriedKind.Product, Repeated(city, CarriedKind.Product, 0, null));
    }

    private void Comment(int city, Minute minute)
    {
        int creator = _world.People.First(city) + _chance.Below(_world.People.CountOf(city));
        _draft.Begin(creator, city, minute.StartMs + _chance.Below((int)Minute.Ms), Format.Comment);
        // Under a recent post on the same platform, of this city or, now and then, of another.
        int where = _chance.Happens(0.15) ? _chance.Below(_world.Cities.Length) : city;
        Recent recent = _recent[(where * PlatformCount) + (int)_world.People.PlatformOf(creator)];
        if (recent.Count > 0) (_draft.Post, _draft.PageOf) = recent.Pick(_chance);
        ProductTalk talk = _world.Scenario.Talk;
        if (_chance.Happens(talk.PerComment))
        {
            _draft.Add(CarriedKind.Product, Repeated(city, CarriedKind.Product, 1, null));
            double unit = _chance.Unit();
            foreach ((MentionIntent intent, double share) in talk.Intents)
            {
                if ((unit -= share) >= 0) continue;
                _draft.Intent = intent;
                break;
            }
        }

        _talk.Send(_draft);
    }

    private int Repeated(int city, CarriedKind kind, int slot, EntityTable? table)
    {
        ref int last = ref _last[city][((int)kind * 8) + slot];
        if (last != Draft.None && _chance.Happens(_repeat)) return last;
        return last = table is null ? _world.ProductDraw!.Draw(_chance) : table.Draw(_chance, city);
    }

    /// <summary>The posts that may still get comments.</summary>
    private sealed class Recent
    {
        private readonly (long Post, int Creator)[] _posts = new (long, int)[RecentMax];
        private long _next;

        public int Count => (int)Math.Min(_next, RecentMax);

        public void Add(long post, int creator) => _posts[_next++ % RecentMax] = (post, creator);

        /// <summary>The youngest most often.</summary>
        public (long Post, int Creator) Pick(Xoshiro chance)
        {
            double unit = chance.Unit();
            return _posts[(_next - 1 - (int)(unit * unit * Count)) % RecentMax];
        }
    }
}
