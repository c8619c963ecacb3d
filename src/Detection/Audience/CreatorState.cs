using System.Runtime.InteropServices;

namespace Houle.Detection.Audience;

/// <summary>What is remembered of one creator: 128 bytes, whatever happened. Zero is a creator of whom nothing is known.</summary>
/// <remarks>Changed by <see cref="CreatorMonitor"/> alone. Layout is part of changelogs: a change needs another version there.</remarks>
[StructLayout(LayoutKind.Sequential, Pack = 4, Size = 128)]
public struct CreatorState
{
    /// <summary>Hash of the creator's id.</summary>
    public ulong Id;

    /// <summary>Followers at the last snapshot; meaningless while <see cref="FollowersAtMinute"/> is 0.</summary>
    public long Followers;

    /// <summary>Followers where the present step of at least a day began; four thousand million stand for more.</summary>
    public uint FollowersBefore;
    public int FollowersAtMinute;
    public int FollowersBeforeMinute;
    public long LastCommentMs;

    /// <summary>Last post that had a snapshot, and what it had then, as far as 32 bits go.</summary>
    public ulong LastPost;
    public uint LastPostLikes;
    public uint LastPostReach;

    /// <summary>ln of a post's reach by follower, 0 for unknown: over the first posts, usual, and since the last spike.</summary>
    public float ReachEarly;
    public float ReachMean;
    public float ReachSinceSpike;

    /// <summary>Usual growth: mean and mean absolute deviation of the daily change of ln followers.</summary>
    public float GrowthMean;
    public float GrowthDeviation;

    /// <summary>Share of followers that the last spike brought, and what it has lost since.</summary>
    public float SpikeShare;
    public float DecayShare;

    /// <summary>ln of reactions by follower: usual, and around the last spike.</summary>
    public float EngagementMean;
    public float EngagementSinceSpike;

    /// <summary>ln of reactions by follower over the first posts, and ln of followers then.</summary>
    public float EngagementEarly;
    public float FollowersEarly;

    /// <summary>Share of comments that came within two seconds of the one before, and of those by people who comment here again.</summary>
    public float SynchronousShare;
    public float RepeatShare;

    /// <summary>Share of gaps between comments that equal the gap before them within a fifth; and ln of the last gap in seconds.</summary>
    public float RegularShare;
    public float GapLast;

    /// <summary>Days since 1970: of the last spike, and of the last event.</summary>
    public ushort SpikeDay;
    public ushort ActiveDay;

    /// <summary>Counts that stop at their largest value.</summary>
    public ushort GrowthDays;
    public ushort Posts;
    public ushort Comments;

    /// <summary>What the creator's mentions lose of their weight in authentic counts, in ten-thousandths; 0 to 10,000.</summary>
    public ushort Doubt;

    /// <summary>Posts with known engagement since the last spike, while its trace is followed; stops at 255.</summary>
    public byte PostsSinceSpike;

    /// <summary>Suspicion of each kind in 255ths: decay after a spike, likes beyond reach, comments of machines.</summary>
    public byte Decay;
    public byte LikeBurst;
    public byte CommentBurst;
}
