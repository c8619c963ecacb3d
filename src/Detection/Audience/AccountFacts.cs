namespace Houle.Detection.Audience;

/// <summary>What is known of one account; null is unknown, and then says nothing for or against it.</summary>
public sealed record AccountFacts
{
    /// <summary>At least 0, as are all counts.</summary>
    public double? Followers { get; init; }

    public double? Following { get; init; }

    public double? Posts { get; init; }

    /// <summary>Mean likes of a post. Unknown where the platform hides them.</summary>
    public double? Likes { get; init; }

    /// <summary>Mean comments of a post.</summary>
    public double? Comments { get; init; }

    /// <summary>Reactions a post and follower, as a share (0.03 is 3%). Where it is unknown, likes and comments make it.</summary>
    public double? EngagementRate { get; init; }

    /// <summary>Change of followers in a week as a share of those before it (0.1 is 10%); below 0 when it shrank.</summary>
    public double? WeeklyGrowth { get; init; }

    public bool? ProfilePicture { get; init; }

    public bool? Verified { get; init; }

    /// <summary>Digits in the account's name.</summary>
    public double? NameDigits { get; init; }

    /// <summary>Letters of the account's description.</summary>
    public double? BioLength { get; init; }

    public bool? ExternalUrl { get; init; }

    /// <summary><see cref="EngagementRate"/>, or what likes, comments and followers make of it.</summary>
    public double? Engagement =>
        EngagementRate ?? (Followers > 0 && Likes is { } likes ? (likes + (Comments ?? 0)) / Followers : null);

    /// <summary>Engagement by what accounts of this size have in the mean; 1 is usual. Null when either is unknown.</summary>
    public double? EngagementByCohort => Engagement is { } rate && Followers >= 1 ? rate / UsualEngagement(Followers.Value) : null;

    /// <summary>Usual engagement of a size: 5.6% at a thousand followers, falling with their fifth root.</summary>
    /// <remarks>Rates by tier as influencer-marketing reports publish them (about 6% at 1k, 3 to 4% at 10k, 2% at 100k, 1.5% at 1M);
    /// platforms differ by a factor of three or so, and the term that uses this is flat over that.</remarks>
    public static double UsualEngagement(double followers) => 0.056 * Math.Pow(Math.Max(followers, 1) / 1000, -0.2);
}
