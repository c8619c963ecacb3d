using Houle.Events;
using Houle.Simulation.Chance;
using Houle.Simulation.Output;
using Houle.Simulation.Scenarios;
using Houle.Simulation.Truth;
using Houle.Simulation.World;

namespace Houle.Simulation.Processes;

/// <summary>Pods: when one of them posts, the others comment within seconds, round after round.</summary>
internal sealed class Pods : IProcess
{
    private readonly Talk _talk;
    private readonly PostReach _reach;
    private readonly TruthBook _truth;
    private readonly Draft _draft = new();
    private readonly Group[] _groups;

    public Pods(SimulatedWorld world, Talk talk, PostReach reach, TruthBook truth)
    {
        _talk = talk;
        _reach = reach;
        _truth = truth;
        _groups = [.. world.Scenario.Plants.OfType<Pod>().Select(p => new Group(p, world))];
        foreach (Group group in _groups)
        {
            truth.Note(group.Plan.Id, "platform", world.People.PlatformOf(group.Members[0]).ToString().ToLowerInvariant());
            truth.Note(group.Plan.Id, "members", group.Members.Select(world.People.Handle).ToArray());
        }
    }

    public void Run(Minute minute)
    {
        foreach (Group group in _groups)
        {
            if (minute.StartMs < group.Plan.FromMs || minute.StartMs >= group.Plan.UntilMs) continue;
            for (int n = group.Chance.Poisson(group.Plan.RoundsPerDay / 1440); n > 0; n--) Round(group, minute);
        }
    }

    /// <summary>Closes the account of a pod.</summary>
    public void Finish()
    {
        foreach (Group group in _groups) _truth.Note(group.Plan.Id, "rounds", group.Rounds);
    }

    private void Round(Group group, Minute minute)
    {
        long timeMs = minute.StartMs + group.Chance.Below((int)Minute.Ms);
        int poster = group.Members[group.Chance.Below(group.Members.Length)];
        long post = _talk.NewPost();
        _draft.Begin(poster, group.City, timeMs, Format.ShortVideo);
        _draft.Post = post;
        _draft.Views = _reach.Views(poster, timeMs);
        if (_talk.Send(_draft) == Emitter.Lost) return;
        _reach.Follow(_draft);
        group.Rounds++;
        foreach (int member in group.Members)
        {
            if (member == poster || !group.Chance.Happens(0.9)) continue;
            _draft.Begin(member, group.City, timeMs + 3_000 + group.Chance.Below(35_000), Format.Comment);
            _draft.Post = post;
            _draft.PageOf = poster;
            if (group.Chance.Happens(0.5)) _draft.Intent = MentionIntent.Praise;
            _talk.Send(_draft);
        }
    }

    private sealed class Group
    {
        public Group(Pod plan, SimulatedWorld world)
        {
            Plan = plan;
            City = world.City(plan.City);
            Chance = world.Chance($"pod {plan.Id}");
            Population people = world.People;
            int first = people.First(City), count = people.CountOf(City);
            // Accounts of a middling size, all on the platform of the first; a pod's accounts see each other there.
            int start = first + (count / 4) + Chance.Below(Math.Max(1, count / 4));
            Members = [.. Enumerable.Range(0, count).Select(i => first + ((start - first + i) % count))
                .Where(c => people.PlatformOf(c) == people.PlatformOf(start)).Take(plan.Members)];
            if (Members.Length < plan.Members)
                throw new SimulationException($"{plan.Id}: {plan.City} has not {plan.Members} creators on one platform; give it more");
        }

        public Pod Plan { get; }

        public int City { get; }

        public Xoshiro Chance { get; }

        public int[] Members { get; }

        public long Rounds { get; set; }
    }
}
