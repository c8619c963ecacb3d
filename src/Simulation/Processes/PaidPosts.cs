using Houle.Simulation.Chance;
using Houle.Simulation.Output;
using Houle.Simulation.Scenarios;
using Houle.Simulation.World;

namespace Houle.Simulation.Processes;

/// <summary>What creators post for campaigns, each thing within the hour after it is due.</summary>
internal sealed class PaidPosts : IProcess
{
    private readonly SimulatedWorld _world;
    private readonly Talk _talk;
    private readonly PostReach _reach;
    private readonly Xoshiro _chance;
    private readonly Draft _draft = new();
    private readonly Queue<(long TimeMs, int Campaign, CampaignPost Post)> _due;

    public PaidPosts(SimulatedWorld world, Talk talk, PostReach reach)
    {
        _world = world;
        _talk = talk;
        _reach = reach;
        _chance = world.Chance("paid posts");
        _due = new(world.Scenario.Campaigns
            .SelectMany((c, i) => c.Posts.Select(p => (TimeMs: p.DueMs + _chance.Below(3_600_000), i, p)))
            .OrderBy(d => d.TimeMs));
    }

    public void Run(Minute minute)
    {
        while (_due.TryPeek(out (long TimeMs, int Campaign, CampaignPost Post) next) && next.TimeMs < minute.EndMs)
        {
            _due.Dequeue();
            if (next.TimeMs < minute.StartMs) continue; // before the simulation
            CampaignPlan campaign = _world.Scenario.Campaigns[next.Campaign];
            int creator = _world.People.Find(next.Post.Creator);
            _draft.Begin(creator, _world.People.CityOf(creator), next.TimeMs, next.Post.Format);
            _draft.Post = _talk.NewPost();
            _draft.Views = _reach.Views(creator, next.TimeMs);
            _draft.Campaign = next.Campaign;
            _draft.Disclosed = !_chance.Happens(campaign.Undisclosed);
            foreach (string product in campaign.Products) _draft.Add(CarriedKind.Product, _world.Product(product));
            if (_talk.Send(_draft) != Emitter.Lost) _reach.Follow(_draft);
        }
    }
}
