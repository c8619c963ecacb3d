using Houle.Events;
using Houle.Simulation.Chance;
using Houle.Simulation.Output;
using Houle.Simulation.Scenarios;
using Houle.Simulation.World;

namespace Houle.Simulation.Processes;

/// <summary>What is seen of follower steps beside the followers: the post that brought them, and the comments under it.</summary>
/// <remarks>Bought followers come without either, unless the scenario gives them comments of bots.</remarks>
internal sealed class FollowerSteps : IProcess
{
    private readonly SimulatedWorld _world;
    private readonly Talk _talk;
    private readonly PostReach _reach;
    private readonly Draft _draft = new();
    private readonly Step[] _steps;

    public FollowerSteps(SimulatedWorld world, Talk talk, PostReach reach)
    {
        _world = world;
        _talk = talk;
        _reach = reach;
        _steps = [.. world.Scenario.Plants.OfType<FollowerStep>().Select(s => new Step(s, world))];
    }

    public void Run(Minute minute)
    {
        foreach (Step step in _steps)
        {
            long endMs = step.Plan.AtMs + (step.Plan.Hours * 3_600_000L);
            if (step.Plan.AtMs >= minute.StartMs && step.Plan.AtMs < minute.EndMs && step.Plan.IsReal) Post(step);
            if (minute.StartMs < step.Plan.AtMs || minute.StartMs >= endMs) continue;
            // Most at first, and evenly less to the end.
            double left = (endMs - minute.StartMs) / (double)(endMs - step.Plan.AtMs);
            double rate = step.Plan.Comments * 2 * left / (step.Plan.Hours * 60);
            for (int n = step.Chance.Poisson(rate); n > 0; n--) Comment(step, minute);
        }
    }

    private void Post(Step step)
    {
        _draft.Begin(step.Creator, step.City, step.Plan.AtMs, Format.ShortVideo);
        _draft.Post = step.Post = _talk.NewPost();
        _draft.Views = (long)(_reach.Views(step.Creator, step.Plan.AtMs) * step.Plan.Reach);
        if (_talk.Send(_draft) != Emitter.Lost) _reach.Follow(_draft);
    }

    private void Comment(Step step, Minute minute)
    {
        int city = step.Chance.Happens(0.5) ? step.City : step.Chance.Below(_world.Cities.Length);
        int creator = _world.People.First(city) + step.Chance.Below(_world.People.CountOf(city));
        _draft.Begin(creator, city, minute.StartMs + step.Chance.Below((int)Minute.Ms), Format.Comment);
        _draft.Post = step.Post;
        _draft.PageOf = step.Creator;
        if (step.Chance.Happens(0.3)) _draft.Intent = MentionIntent.Praise;
        _talk.Send(_draft);
    }

    private sealed class Step(FollowerStep plan, SimulatedWorld world)
    {
        public FollowerStep Plan { get; } = plan;

        public Xoshiro Chance { get; } = world.Chance($"followers {plan.Id}");

        public int Creator { get; } = world.People.Find(plan.Creator);

        public int City { get; } = world.People.CityOf(world.People.Find(plan.Creator));

        public long Post { get; set; } = Draft.None;
    }
}
