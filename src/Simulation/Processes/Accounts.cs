using Houle.Events;
using Houle.Ingest.Feeds;
using Houle.Simulation.Chance;
using Houle.Simulation.Output;
using Houle.Simulation.Scenarios;
using Houle.Simulation.World;

namespace Houle.Simulation.Processes;

/// <summary>How many followers accounts have, and the snapshots of those that are watched.</summary>
/// <remarks>An account grows by a twentieth of a percent a day, more or less. What a giveaway or a purchase brings stands
/// apart: bought followers are shown and reach nobody.</remarks>
internal sealed class Accounts : IProcess
{
    private const double GrowthPerDay = 0.0005;
    private readonly SimulatedWorld _world;
    private readonly Emitter _emitter;
    private readonly Xoshiro _chance;
    private readonly Dictionary<int, FollowerStep[]> _steps;
    private readonly Dictionary<int, (long Followers, long Posts)> _tracked;
    private readonly int[][] _byMinute;

    public Accounts(SimulatedWorld world, Emitter emitter)
    {
        _world = world;
        _emitter = emitter;
        _chance = world.Chance("accounts");
        _steps = world.Scenario.Plants.OfType<FollowerStep>().GroupBy(s => world.People.Find(s.Creator))
            .ToDictionary(g => g.Key, g => g.ToArray());
        _tracked = world.People.Tracked.ToDictionary(c => c, c => ((long)world.People.Followers(c), 40L + _chance.Below(900)));
        _byMinute = [.. Enumerable.Range(0, 60).Select(minute => world.People.Tracked.Where((_, i) => i % 60 == minute).ToArray())];
    }

    public bool IsTracked(int creator) => _tracked.ContainsKey(creator);

    /// <summary>Shown on the account then.</summary>
    public long Followers(int creator, long timeMs) => Genuine(creator) + Stepped(creator, timeMs, realOnly: false);

    /// <summary>Whom a post reaches: nobody that was bought.</summary>
    public long Reachable(int creator, long timeMs) => Genuine(creator) + Stepped(creator, timeMs, realOnly: true);

    public void Posted(int creator)
    {
        if (_tracked.TryGetValue(creator, out (long Followers, long Posts) account))
            _tracked[creator] = account with { Posts = account.Posts + 1 };
    }

    public void Run(Minute minute)
    {
        long hours = minute.StartMs / 3_600_000;
        int every = _world.Scenario.Creators.SnapshotEveryHours;
        if (hours % every != 0) return;
        foreach (int creator in _byMinute[minute.StartMs / Minute.Ms % 60])
        {
            (long followers, long posts) = _tracked[creator];
            double growth = followers * GrowthPerDay * every / 24;
            followers += growth > 1000 ? (long)growth : _chance.Poisson(growth);
            _tracked[creator] = (followers, posts);
            Write(creator, minute.StartMs + _chance.Below((int)Minute.Ms), posts);
        }
    }

    private long Genuine(int creator) =>
        _tracked.TryGetValue(creator, out (long Followers, long Posts) account) ? account.Followers : _world.People.Followers(creator);

    private long Stepped(int creator, long timeMs, bool realOnly)
    {
        if (!_steps.TryGetValue(creator, out FollowerStep[]? steps)) return 0;
        double sum = 0;
        foreach (FollowerStep step in steps)
        {
            if (timeMs <= step.AtMs || (realOnly && !step.IsReal)) continue;
            long topMs = step.AtMs + (step.Hours * 3_600_000L);
            double risen = Math.Min(1, (timeMs - step.AtMs) / (double)(topMs - step.AtMs));
            double lost = timeMs <= topMs ? 0 : step.Decay * Math.Min(1, (timeMs - topMs) / (step.DecayDays * 86_400_000.0));
            sum += step.Followers * (risen - lost);
        }

        return (long)sum;
    }

    private void Write(int creator, long timeMs, long posts)
    {
        int city = _world.People.CityOf(creator);
        Span<byte> id = stackalloc byte[EventIds.BytesMax];
        Span<byte> handle = stackalloc byte[96];
        long followers = Followers(creator, timeMs);
        CreatorSnapshot snapshot = new()
        {
            EventId = _emitter.Ids.Write('a', _emitter.NextNumber(), id),
            OccurredAtMs = timeMs,
            Platform = _world.People.PlatformOf(creator),
            Creator = handle[.._world.People.WriteHandle(creator, handle)],
            Followers = followers,
            Following = 80 + (creator % 700),
            Posts = posts,
            City = _world.Cities[city],
            Verified = followers > 100_000 && creator % 3 == 0,
        };
        snapshot.WriteSingleObject(_emitter.Body());
        _emitter.Send(EventKind.CreatorSnapshot, city, timeMs, timeMs, 10_000);
    }
}
