namespace Houle.Detection.Audience;

/// <summary>What a creator's event showed at once; several at a time.</summary>
[Flags]
public enum CreatorAnomaly
{
    None = 0,
    FollowerSpike = 1,
    FollowerDecay = 2,
    LikeBurst = 4,
    CommentBurst = 8,
    OffCohort = 16,
    Pod = 32,
}

/// <summary>Follows one creator event by event: growth, engagement, rhythm of comments. Events come in the order of the log; equal
/// orders give equal states.</summary>
public static class CreatorMonitor
{
    private const long DayMs = 86_400_000;
    private const long SynchronousMs = 2_000;
    private const float GrowthForget = 0.1f, EngagementForget = 0.1f, CommentForget = 0.02f;
    private const float SpikeLeast = 0.04f;      // of ln followers in a day: smaller steps are not worth buying
    private const float SpikeDeviations = 8;     // of the usual mean absolute deviation
    internal const float DeviationLeast = 0.003f; // growth of 0.3% a day up or down is nothing for anybody
    private const int SpikeDaysMax = 45;         // how long a decay is put down to the last spike
    private const int CommentsLeast = 20;
    private const int EarlyPosts = 8;

    /// <summary>A count of followers as seen at a time; steps are judged once a day at most.</summary>
    public static CreatorAnomaly OnFollowers(ref CreatorState state, long timeMs, long followers)
    {
        int minute = (int)Math.Clamp(timeMs / 60_000, 1, int.MaxValue);
        if (followers < 0 || minute < state.FollowersAtMinute) return CreatorAnomaly.None; // hidden, or older than what is known
        bool isFirst = state.FollowersAtMinute == 0;
        state.Followers = followers;
        state.FollowersAtMinute = minute;
        if (isFirst)
        {
            (state.FollowersBefore, state.FollowersBeforeMinute) = (Narrow(followers), minute);
            return CreatorAnomaly.None;
        }

        double days = (minute - state.FollowersBeforeMinute) / 1440.0;
        if (days < 0.9) return CreatorAnomaly.None;
        long before = state.FollowersBefore;
        (state.FollowersBefore, state.FollowersBeforeMinute) = (Narrow(followers), minute);
        // A count shown as 12.3k moves by whole steps: a change within one such step is no change.
        double step = Math.Abs(followers - before) <= Rounding(before, followers) ? 0 : Math.Log((followers + 20.0) / (before + 20.0));
        return OnStep(ref state, (ushort)(timeMs / DayMs), (float)(step / days), (float)step);
    }

    /// <summary>A post's reactions, as far as they are known.</summary>
    /// <param name="reactions">Likes, comments, shares and saves; below 0 when likes are hidden.</param>
    public static void OnEngagement(ref CreatorState state, long timeMs, long reactions)
    {
        if (state.Posts < ushort.MaxValue) state.Posts++;
        if (reactions < 0 || state.Followers < 1) return;
        float rate = (float)Math.Log((reactions + 1.0) / (state.Followers + 20.0));
        if (state.Posts <= EarlyPosts)
        {
            state.EngagementEarly += (rate - state.EngagementEarly) / state.Posts;
            state.FollowersEarly = (float)Math.Log(state.Followers + 20.0);
        }

        // What is usual stands still after a spike, so that there is something to compare with.
        if (!IsAfterSpike(state, timeMs))
        {
            Follow(ref state.EngagementMean, rate, Math.Max(EngagementForget, 1f / state.Posts));
            return;
        }

        if (state.PostsSinceSpike < byte.MaxValue) state.PostsSinceSpike++;
        Follow(ref state.EngagementSinceSpike, rate, Math.Max(EngagementForget, 1f / state.PostsSinceSpike));
    }

    /// <summary>What a post has gathered: likes that outrun the reach were bought.</summary>
    /// <param name="timeMs">When it had gathered that.</param>
    /// <param name="reach">Accounts that saw it, or plays; below 0 when hidden.</param>
    public static CreatorAnomaly OnPostSnapshot(ref CreatorState state, long timeMs, ulong post, long likes, long reach)
    {
        if (reach < 0) return CreatorAnomaly.None;
        if (post != state.LastPost) FollowReach(ref state, timeMs); // of the post before: it has gathered most of what it will
        if (likes < 0)
        {
            (state.LastPost, state.LastPostLikes, state.LastPostReach) = (post, 0, Narrow(reach));
            return CreatorAnomaly.None;
        }

        long likesMore = post == state.LastPost ? likes - state.LastPostLikes : likes;
        long reachMore = post == state.LastPost ? reach - state.LastPostReach : reach;
        (state.LastPost, state.LastPostLikes, state.LastPostReach) = (post, Narrow(likes), Narrow(reach));
        if (likesMore < 50) return CreatorAnomaly.None;
        double by = likesMore / (Math.Max(0, reachMore) + 20.0);
        bool isBurst = by > 0.6; // of those who see a post, 2 to 15% like it
        state.LikeBurst = isBurst ? Raise(state.LikeBurst, 100) : (byte)(state.LikeBurst * 15 / 16);
        return isBurst ? CreatorAnomaly.LikeBurst : CreatorAnomaly.None;
    }

    /// <summary>A comment on the creator's page.</summary>
    /// <param name="isKnown">Whether the same person commented here recently.</param>
    public static CreatorAnomaly OnComment(ref CreatorState state, long timeMs, bool isKnown)
    {
        if (state.Comments < ushort.MaxValue) state.Comments++;
        state.RepeatShare += CommentForget * ((isKnown ? 1 : 0) - state.RepeatShare);
        if (state.LastCommentMs != 0)
        {
            long gapMs = Math.Max(0, timeMs - state.LastCommentMs);
            state.SynchronousShare += CommentForget * ((gapMs <= SynchronousMs ? 1 : 0) - state.SynchronousShare);
            float gap = (float)Math.Log((gapMs / 1000.0) + 0.1);
            state.RegularShare += CommentForget * ((gapMs > SynchronousMs && Math.Abs(gap - state.GapLast) < 0.2f ? 1 : 0) - state.RegularShare);
            state.GapLast = gap;
        }

        state.LastCommentMs = Math.Max(state.LastCommentMs, timeMs);
        if (!IsJudged(state)) return CreatorAnomaly.None;
        bool isBurst = IsMachineLike(state);
        state.CommentBurst = isBurst ? Raise(state.CommentBurst, 60) : (byte)(state.CommentBurst * 63 / 64);
        return isBurst ? CreatorAnomaly.CommentBurst : CreatorAnomaly.None;
    }

    /// <summary>Whether the rhythm of the last hundred or so comments is that of machines.</summary>
    /// <remarks>Two neighbouring gaps of a Poisson stream are within a fifth of each other (in ln) with chance 0.1, of a timer nearly
    /// always; the share over 50 comments has a standard error of 0.03 there. Pods come within seconds and are the same few.</remarks>
    public static bool IsMachineLike(in CreatorState state)
    {
        double weight = 1 - Math.Pow(1 - CommentForget, state.Comments);
        bool isRegular = state.RegularShare / weight > 0.1 + (0.17 / weight);
        return isRegular || IsPod(state);
    }

    /// <summary>Whether the last hundred or so comments come within seconds of each other, by people who comment here again and again.</summary>
    public static bool IsPod(in CreatorState state) => IsInStep(state, 0.3, 0.55);

    /// <summary>Whether they begin to: from here on it is worth remembering who they are.</summary>
    public static bool IsHalfwayPod(in CreatorState state) => state.Comments >= CommentsLeast && IsInStep(state, 0.15, 0.35);

    private static bool IsInStep(in CreatorState state, double synchronous, double repeat)
    {
        double weight = 1 - Math.Pow(1 - CommentForget, state.Comments);
        return state.SynchronousShare / weight > synchronous && state.RepeatShare / weight > repeat;
    }

    /// <summary>Whether a comment comes in step with the one before.</summary>
    public static bool IsSynchronous(in CreatorState state, long timeMs) => state.LastCommentMs != 0 && timeMs - state.LastCommentMs <= SynchronousMs;

    /// <summary>Whether the page's comments were just judged: every sixteenth is.</summary>
    public static bool IsJudged(in CreatorState state) => state.Comments >= CommentsLeast && (state.Comments & 15) == 0;

    /// <summary>Reach by follower, beside engagement by follower: what bought followers do not raise either.</summary>
    private static void FollowReach(ref CreatorState state, long timeMs)
    {
        if (state.LastPostReach == 0 || state.Followers < 1) return;
        float rate = (float)Math.Log((state.LastPostReach + 1.0) / (state.Followers + 20.0));
        if (state.Posts <= EarlyPosts) state.ReachEarly += (rate - state.ReachEarly) / Math.Max(1, state.Posts - 1);
        if (!IsAfterSpike(state, timeMs)) Follow(ref state.ReachMean, rate, Math.Max(EngagementForget, 1f / Math.Max(1, state.Posts - 1)));
        else Follow(ref state.ReachSinceSpike, rate, Math.Max(EngagementForget, 1f / Math.Max(1, (int)state.PostsSinceSpike)));
    }

    private static bool IsAfterSpike(in CreatorState state, long timeMs) =>
        state.SpikeShare > 0 && (timeMs / DayMs) - state.SpikeDay is >= 0 and <= SpikeDaysMax;

    private static uint Narrow(long count) => (uint)Math.Min(count, uint.MaxValue);

    /// <summary>A platform that rounds shows three figures at most from 10,000 followers on.</summary>
    private static long Rounding(long before, long after)
    {
        long larger = Math.Max(before, after);
        if (larger < 10_000) return 0;
        long unit = 1;
        while (larger >= 1_000) (larger, unit) = (larger / 10, unit * 10);
        return before % unit == 0 && after % unit == 0 ? unit : 0;
    }

    private static CreatorAnomaly OnStep(ref CreatorState state, ushort day, float growth, float step)
    {
        bool knowsUsual = state.GrowthDays >= 3;
        float over = growth - state.GrowthMean;
        bool isSpike = knowsUsual && growth > SpikeLeast && over > SpikeDeviations * Math.Max(state.GrowthDeviation, DeviationLeast);
        CreatorAnomaly anomaly = CreatorAnomaly.None;
        if (isSpike)
        {
            bool goesOn = state.SpikeShare > 0 && day - state.SpikeDay <= 3;
            state.SpikeShare = (goesOn ? state.SpikeShare : 0) + step;
            state.DecayShare = 0;
            if (!goesOn) (state.EngagementSinceSpike, state.ReachSinceSpike, state.PostsSinceSpike) = (0, 0, 0);
            state.SpikeDay = day;
            anomaly |= CreatorAnomaly.FollowerSpike;
        }
        else
        {
            // What is usual is learnt from days that are not spikes, so that a spike does not hide the next.
            float forget = Math.Max(GrowthForget, 1f / (state.GrowthDays + 1));
            float clipped = knowsUsual ? Math.Clamp(over, -0.05f, 0.05f) : over;
            state.GrowthMean += forget * clipped;
            state.GrowthDeviation += forget * (Math.Abs(clipped) - state.GrowthDeviation);
            if (state.GrowthDays < ushort.MaxValue) state.GrowthDays++;
        }

        if (step < 0 && state.SpikeShare > 0 && day - state.SpikeDay <= SpikeDaysMax)
        {
            float had = state.DecayShare;
            state.DecayShare -= step;
            float share = state.DecayShare / state.SpikeShare;
            if (share > 0.25f && had / state.SpikeShare <= 0.25f) anomaly |= CreatorAnomaly.FollowerDecay;
            state.Decay = (byte)Math.Clamp(255 * share, state.Decay, 255);
        }

        return anomaly;
    }

    private static void Follow(ref float mean, float value, float forget) => mean = mean == 0 ? value : mean + (forget * (value - mean));

    private static byte Raise(byte value, int by) => (byte)Math.Min(255, value + by);
}
