using Houle.Events;
using Houle.Streams.Log;
using Houle.Streams.Topology;

namespace Houle.Streams.Observe.Creators;

/// <summary>Writes what scorecards of posts count to houle.post-events. Keeps nothing: one event in, at most one out.</summary>
internal sealed class PostEventWriter(TopologyOptions options)
{
    private const int PostBytesMax = 256;

    public void Post(scoped in Mention mention, CommitBatch commit)
    {
        if (!IsPost(mention.Post)) return;
        Engagement engagement = mention.Engagement;
        // A platform says nothing or says all: all at 0 is a post that was read before anybody reacted.
        bool isKnown = engagement.Views + engagement.Likes + engagement.Comments + engagement.Shares + engagement.Saves > 0;
        PostEvent happened = new()
        {
            Creator = mention.Creator, Platform = mention.Platform, Post = mention.Post, OccurredAtMs = mention.OccurredAtMs,
            Kind = PostEventKind.Post, Format = mention.Format, Campaign = mention.Campaign, Variant = Known(mention.Variant),
            PromoCode = mention.PromoCode, Sponsored = mention.Sponsored, Disclosed = mention.Disclosed,
            Followers = mention.CreatorFollowers,
        };
        if (isKnown)
        {
            happened.Views = engagement.Views;
            happened.Likes = engagement.Likes;
            happened.Comments = engagement.Comments;
            happened.Shares = engagement.Shares;
            happened.Saves = engagement.Saves;
        }

        Write(happened, commit);
    }

    public void Comment(scoped in Mention mention, CommitBatch commit)
    {
        if (!IsPost(mention.ParentPost) || mention.Intents.Count == 0) return;
        Write(new PostEvent
        {
            Creator = mention.ParentCreator, Platform = mention.Platform, Post = mention.ParentPost, OccurredAtMs = mention.OccurredAtMs,
            Kind = PostEventKind.Comment, Intents = mention.Intents,
        }, commit);
    }

    public void Snapshot(scoped in PostSnapshot snapshot, CommitBatch commit)
    {
        if (!IsPost(snapshot.Post)) return;
        Write(new PostEvent
        {
            Creator = snapshot.Creator, Platform = snapshot.Platform, Post = snapshot.Post, OccurredAtMs = snapshot.OccurredAtMs,
            Kind = PostEventKind.Snapshot, Reach = snapshot.Reach, Impressions = snapshot.Impressions, Views = snapshot.Views,
            Completions = snapshot.Completions, Likes = snapshot.Likes, Comments = snapshot.Comments, Shares = snapshot.Shares,
            Saves = snapshot.Saves,
        }, commit);
    }

    /// <summary>A step between seeing and buying that came from a creator's post or campaign.</summary>
    public void Step(scoped in Intent intent, CommitBatch commit)
    {
        if (Check.Id(intent.Creator, "") is not null || !(IsPost(intent.Post) || !intent.Campaign.IsEmpty)) return;
        Write(new PostEvent
        {
            Creator = intent.Creator, Post = IsPost(intent.Post) ? intent.Post : default, OccurredAtMs = intent.OccurredAtMs,
            Kind = PostEventKind.Step, Campaign = intent.Campaign, Variant = Known(intent.Variant),
        }, commit);
    }

    private static bool IsPost(ReadOnlySpan<byte> post) => post.Length is > 0 and <= PostBytesMax;

    private static ReadOnlySpan<byte> Known(ReadOnlySpan<byte> id) => Check.Id(id, "") is null ? id : default;

    private void Write(scoped in PostEvent happened, CommitBatch commit)
    {
        TopicPartition to = new(TopicNames.PostEvents, Partitioner.Of(happened.Creator, options.ResultPartitions));
        happened.WriteSingleObject(commit.Begin(to, CommitBatch.StampAtCommit, happened.Creator));
        commit.End();
    }
}
