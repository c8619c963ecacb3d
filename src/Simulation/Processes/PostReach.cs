using Houle.Events;
using Houle.Ingest.Feeds;
using Houle.Simulation.Chance;
using Houle.Simulation.Output;
using Houle.Simulation.World;

namespace Houle.Simulation.Processes;

/// <summary>How many people posts reach, and the snapshots of those of watched accounts: after an hour, six, a day and a
/// week.</summary>
internal sealed class PostReach : IProcess
{
    private static readonly (long AgeMs, double Share)[] Ages =
        [(3_600_000, 0.22), (21_600_000, 0.55), (86_400_000, 0.85), (604_800_000, 1)];

    private readonly SimulatedWorld _world;
    private readonly Emitter _emitter;
    private readonly Accounts _accounts;
    private readonly Xoshiro _chance;
    private readonly Queue<Followed>[] _due = [.. Ages.Select(_ => new Queue<Followed>())];
    private readonly double[] _spread = new double[1024];

    public PostReach(SimulatedWorld world, Emitter emitter, Accounts accounts)
    {
        _world = world;
        _emitter = emitter;
        _accounts = accounts;
        _chance = world.Chance("reach");
        for (int i = 0; i < _spread.Length; i++) _spread[i] = PlainMath.Exp(0.7 * _chance.Normal());
    }

    /// <summary>Views that a post of a creator will have in the end: a third of its real followers, log-normally spread.</summary>
    public long Views(int creator, long timeMs) =>
        (long)(_accounts.Reachable(creator, timeMs) * 0.33 * _spread[_chance.Below(_spread.Length)]) + 3;

    /// <summary>Has a post's snapshots taken if its creator is watched.</summary>
    public void Follow(Draft draft)
    {
        _accounts.Posted(draft.Creator);
        if (!_accounts.IsTracked(draft.Creator)) return;
        Followed post = new(draft.TimeMs, draft.Post, draft.Creator, draft.City, draft.Views);
        foreach (Queue<Followed> queue in _due) queue.Enqueue(post);
    }

    public void Run(Minute minute)
    {
        for (int age = 0; age < Ages.Length; age++)
        {
            // Posts are made within their minute in any order: so the head may be up to a minute younger than the next.
            while (_due[age].TryPeek(out Followed post) && post.TimeMs + Ages[age].AgeMs < minute.StartMs)
            {
                _due[age].Dequeue();
                Write(post, minute.StartMs + _chance.Below((int)Minute.Ms), Ages[age].Share);
            }
        }
    }

    private void Write(in Followed post, long timeMs, double share)
    {
        Span<byte> id = stackalloc byte[EventIds.BytesMax], name = stackalloc byte[EventIds.BytesMax];
        Span<byte> handle = stackalloc byte[96];
        long views = (long)(post.Views * share);
        PostSnapshot snapshot = new()
        {
            EventId = _emitter.Ids.Write('n', _emitter.NextNumber(), id),
            OccurredAtMs = timeMs,
            Platform = _world.People.PlatformOf(post.Creator),
            Post = _emitter.Ids.Write('p', post.Post, name),
            Creator = handle[.._world.People.WriteHandle(post.Creator, handle)],
            Reach = views * 4 / 5,
            Impressions = views * 6 / 5,
            Views = views,
            Completions = views * (25 + _chance.Below(25)) / 100,
            Likes = views * (50 + _chance.Below(50)) / 1000,
            Comments = views * (4 + _chance.Below(6)) / 1000,
            Shares = views * (2 + _chance.Below(4)) / 1000,
            Saves = views * (1 + _chance.Below(4)) / 1000,
        };
        snapshot.WriteSingleObject(_emitter.Body());
        _emitter.Send(EventKind.PostSnapshot, post.City, timeMs, timeMs, 10_000);
    }

    private readonly record struct Followed(long TimeMs, long Post, int Creator, int City, long Views);
}
