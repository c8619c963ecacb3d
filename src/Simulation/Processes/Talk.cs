using System.Text;
using Houle.Avro.Lists;
using Houle.Events;
using Houle.Ingest.Feeds;
using Houle.Simulation.Output;
using Houle.Simulation.Scenarios;
using Houle.Simulation.Truth;
using Houle.Simulation.World;

namespace Houle.Simulation.Processes;

/// <summary>Writes posts and comments, whoever made them up.</summary>
internal sealed class Talk(SimulatedWorld world, Emitter emitter, TruthBook truth, Accounts accounts)
{
    private const int DelayMaxMs = 10_000;
    private readonly Utf8ListBuilder[] _lists = [.. Enumerable.Range(0, 6).Select(_ => new Utf8ListBuilder())];
    private readonly Utf8ListBuilder _segments = new();
    private readonly ValueListBuilder<MentionIntent, MentionIntentItem> _intents = new();
    private readonly byte[][] _languages = [.. world.Scenario.Languages.Select(l => Encoding.UTF8.GetBytes(l.Tag))];
    private readonly byte[][] _segmentIds = [.. world.Scenario.Segments.Select(s => Encoding.UTF8.GetBytes(s.Id))];
    private readonly byte[][] _campaigns = [.. world.Scenario.Campaigns.Select(c => Encoding.UTF8.GetBytes(c.Id))];
    private readonly byte[][] _promoCodes = [.. world.Scenario.Campaigns.Select(c => Encoding.UTF8.GetBytes(c.PromoCode))];
    private long _posts;

    /// <summary>A number for a post that is about to be made.</summary>
    public long NewPost() => ++_posts;

    /// <summary>Writes the draft as an event that arrives with the usual delay.</summary>
    /// <returns>When it arrives, or <see cref="Emitter.Lost"/>.</returns>
    public long Send(Draft draft)
    {
        Platform platform = world.People.PlatformOf(draft.PageOf >= 0 ? draft.PageOf : draft.Creator);
        long stampedMs = emitter.StampedMs(draft.TimeMs, platform);
        Write(draft, platform, stampedMs);
        return emitter.Send(
            EventKind.Mention, draft.City, stampedMs, draft.TimeMs, DelayMaxMs, truth.Match(draft, stampedMs), draft.Creator);
    }

    /// <summary>Writes a post that comes after its window has closed, right after one of the same creator.</summary>
    public void SendLate(LateEvents plant, Draft draft, long afterMs)
    {
        Write(draft, world.People.PlatformOf(draft.Creator), draft.TimeMs);
        emitter.SendLate(plant, EventKind.Mention, draft.City, draft.TimeMs, afterMs, truth.Match(draft, draft.TimeMs), draft.Creator);
    }

    private void Write(Draft draft, Platform platform, long stampedMs)
    {
        FillLists(draft);
        Span<byte> id = stackalloc byte[EventIds.BytesMax], post = stackalloc byte[EventIds.BytesMax];
        Span<byte> creator = stackalloc byte[96], page = stackalloc byte[96];
        creator = creator[..world.People.WriteHandle(draft.Creator, creator)];
        bool isComment = draft.Format == Format.Comment;
        Mention mention = new()
        {
            EventId = emitter.Ids.Write('m', emitter.NextNumber(), id),
            OccurredAtMs = stampedMs,
            Platform = platform,
            Format = draft.Format,
            Creator = creator,
            CreatorFollowers = accounts.Followers(draft.Creator, draft.TimeMs),
            City = world.Cities[draft.City],
            Sounds = _lists[0].List,
            Hashtags = _lists[1].List,
            Challenges = _lists[2].List,
            Terms = _lists[3].List,
            Products = _lists[4].List,
            Brands = _lists[5].List,
            Segments = _segments.List,
            Language = _languages[world.People.LanguageOf(draft.Creator)],
            Intents = _intents.List,
            Engagement = EarlyEngagement(draft.Views),
        };
        if (isComment && draft.Post >= 0) mention.ParentPost = emitter.Ids.Write('p', draft.Post, post);
        else if (draft.Post >= 0) mention.Post = emitter.Ids.Write('p', draft.Post, post);
        if (draft.PageOf >= 0) mention.ParentCreator = page[..world.People.WriteHandle(draft.PageOf, page)];
        if (draft.Campaign >= 0)
        {
            mention.Campaign = _campaigns[draft.Campaign];
            mention.PromoCode = _promoCodes[draft.Campaign];
            mention.Sponsored = true;
            mention.Disclosed = draft.Disclosed;
        }

        mention.WriteSingleObject(emitter.Body());
    }

    private void FillLists(Draft draft)
    {
        foreach (Utf8ListBuilder list in _lists) list.Clear();
        _segments.Clear();
        _intents.Clear();
        foreach (EntityRef entity in draft.Entities)
        {
            switch (entity.Kind)
            {
                case CarriedKind.Product:
                    _lists[4].Add(world.Products[entity.Index]);
                    AddBrand(world.BrandOf[entity.Index]);
                    break;
                case CarriedKind.Brand:
                    AddBrand(entity.Index);
                    break;
                default:
                    _lists[(int)entity.Kind].Add(world.Entities[(int)entity.Kind].Utf8[entity.Index]);
                    break;
            }
        }

        if (draft.Intent != MentionIntent.Other) _intents.Add(draft.Intent);
        if (world.People.SegmentOf(draft.Creator) is >= 0 and int segment) _segments.Add(_segmentIds[segment]);
    }

    private void AddBrand(int brand)
    {
        if (!_lists[5].List.Contains(world.Brands[brand])) _lists[5].Add(world.Brands[brand]);
    }

    /// <summary>A post is read soon after it was made, when a fiftieth of its views are there.</summary>
    private static Engagement EarlyEngagement(long views)
    {
        long early = views / 50;
        return new Engagement { Views = early, Likes = early / 14, Comments = early / 160, Shares = early / 400, Saves = early / 500 };
    }
}
