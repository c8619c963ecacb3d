using System.Globalization;

namespace Houle.Detection.Audience;

/// <summary>What a creator's remembered history says of the audience, 0 (bought) to 100 (real), beside what the account shows.</summary>
public static class CreatorQuality
{
    private const int PartCount = 8;

    private const double EngagementNoise = 0.5, ReachNoise = 0.4; // standard deviation of ln rates between posts of a creator
    private const double Wander = 0.12; // of what a creator's usual rate does by itself in some weeks
    private const double SizeExponent = 0.2; // engagement falls with the fifth root of followers, also where all are real
    private const double BoughtAtOnce = 1, BoughtSlowly = 0.75; // in weeks some grows by itself, and means lag behind
    private const double MeanPosts = 15; // posts that a moving mean stands for
    private const double SpikeOdds = 0.5, SlowOdds = 0;
    private const double Usual = -2.2; // log-odds of a history without anything to say: 90

    /// <summary>The score with its reasons, largest effect first.</summary>
    public static AccountScore Score(in CreatorState state)
    {
        double sum = Usual;
        List<AccountReason> reasons = [];
        Span<double> parts = stackalloc double[PartCount];
        Parts(state, parts);
        foreach (double part in parts) sum += part;
        double score = ToScore(sum);
        for (int i = 0; i < parts.Length; i++)
        {
            double points = score - ToScore(sum - parts[i]);
            if (Math.Abs(points) >= 0.5) reasons.Add(new AccountReason(Names[i], points, Evidence(i, state)));
        }

        reasons.Sort((a, b) => Math.Abs(b.Points).CompareTo(Math.Abs(a.Points)));
        return new AccountScore(score, reasons);
    }

    /// <summary>What the creator's mentions lose of their weight in authentic counts, in ten-thousandths: nothing from a score of 75 on,
    /// all at 0, in proportion between. A whole number, so that sums of weights do not depend on their order.</summary>
    public static ushort Doubt(in CreatorState state)
    {
        double sum = Usual;
        Span<double> parts = stackalloc double[PartCount];
        Parts(state, parts);
        foreach (double part in parts) sum += part;
        return (ushort)Math.Round(10_000 * Math.Max(0, 1 - (ToScore(sum) / 75)));
    }

    private static readonly string[] Names =
        ["spike_without_reach", "later_decay", "like_burst", "synchronous_comments", "repeated_commenters", "low_engagement", "high_engagement", "growth_without_reach"];

    private static void Parts(in CreatorState state, Span<double> parts)
    {
        parts.Clear();
        parts[0] = Spike(state);

        parts[1] = 5.5 * Math.Clamp((state.Decay / 255.0) - 0.12, 0, 0.6);
        parts[2] = 4.5 * state.LikeBurst / 255.0;
        parts[3] = 4.5 * state.CommentBurst / 255.0;
        if (state.Comments >= 60)
        {
            double weight = 1 - Math.Pow(0.98, state.Comments);
            parts[4] = 3 * Math.Clamp((state.RepeatShare / weight) - 0.65, 0, 0.35);
        }

        if (state.Posts >= 5 && state.EngagementMean != 0 && state.Followers >= 500)
        {
            double by = state.EngagementMean - Math.Log(AccountFacts.UsualEngagement(state.Followers));
            parts[5] = 1.6 * Math.Clamp((-by - 1.6) / 1.2, 0, 2);
            parts[6] = 1.2 * Math.Clamp((by - 2.2) / 1.2, 0, 1);
        }

        if (parts[0] < 1) parts[7] = Math.Max(0, SlowGrowth(state));
    }

    /// <summary>Log-odds that what a spike brought is not there: engagement and reach by follower fell as they would if nobody of it did
    /// anything, rather than as they do when an audience really grows.</summary>
    private static double Spike(in CreatorState state)
    {
        if (state.SpikeShare <= 0 || state.PostsSinceSpike == 0 || state.EngagementMean == 0) return 0;
        double since = Math.Min((double)state.PostsSinceSpike, MeanPosts), before = Math.Clamp(state.Posts - (double)state.PostsSinceSpike, 1, MeanPosts);
        double posts = (1 / since) + (1 / before);
        double odds = Fall(state.EngagementMean - state.EngagementSinceSpike, state.SpikeShare, BoughtAtOnce, EngagementNoise, posts);
        if (state.ReachMean != 0 && state.ReachSinceSpike != 0) odds += Fall(state.ReachMean - state.ReachSinceSpike, state.SpikeShare, BoughtAtOnce, ReachNoise, posts);
        return Math.Clamp(odds + SpikeOdds, -1, 7.2);
    }

    /// <summary>The same without a spike: an audience that grew while what it does did not.</summary>
    private static double SlowGrowth(in CreatorState state)
    {
        if (state.FollowersEarly == 0 || state.Posts < 16) return 0;
        double grew = Math.Log(state.Followers + 20.0) - state.FollowersEarly;
        if (grew <= 0.2) return 0;
        const double Posts = (1 / 8.0) + (1 / MeanPosts);
        float now = state.EngagementSinceSpike != 0 ? state.EngagementSinceSpike : state.EngagementMean;
        float reach = state.ReachSinceSpike != 0 ? state.ReachSinceSpike : state.ReachMean;
        double odds = Fall(state.EngagementEarly - now, grew, BoughtSlowly, EngagementNoise, Posts);
        if (state.ReachEarly != 0 && reach != 0) odds += Fall(state.ReachEarly - reach, grew, BoughtSlowly, ReachNoise, Posts);
        return Math.Clamp(odds + SlowOdds, -1, 7.2);
    }

    /// <summary>Log-likelihood ratio of a fall of ln rates under "most that came is bought" and "all that came is real", both normal.</summary>
    /// <param name="grew">Change of ln followers.</param>
    /// <param name="share">Part of it that is bought where some is.</param>
    /// <param name="noise">Standard deviation of one post.</param>
    /// <param name="posts">Sum of 1/n over the two means that are compared.</param>
    private static double Fall(double fall, double grew, double share, double noise, double posts)
    {
        double real = SizeExponent * grew, bought = Math.Max(share, SizeExponent) * grew, variance = (noise * noise * posts) + (Wander * Wander);
        return Math.Clamp((((fall - real) * (fall - real)) - ((fall - bought) * (fall - bought))) / (2 * variance), -5, 5);
    }

    private static string Evidence(int part, in CreatorState s) => part switch
    {
        0 => Text($"gained {Math.Exp(s.SpikeShare) - 1:0%} at once, and engagement per follower went to {Math.Exp(s.EngagementSinceSpike - s.EngagementMean):0%} of the usual{Reach(s.ReachMean, s.ReachSinceSpike)}"),
        1 => Text($"lost {Math.Min(1, s.DecayShare / Math.Max(s.SpikeShare, 1e-3f)):0%} of what the last spike had brought"),
        2 => "likes rose by more than the reach",
        3 => "comments come at the beat of a machine or in step",
        4 => Text($"{s.RepeatShare / (1 - Math.Pow(0.98, s.Comments)):0%} of comments by people who comment again and again"),
        7 => Text($"followers grew {Math.Exp(Math.Log(s.Followers + 20.0) - s.FollowersEarly):0.0} times, engagement per follower went to {Math.Exp(s.EngagementMean - s.EngagementEarly):0%} of the early one{Reach(s.ReachEarly, s.ReachMean)}"),
        _ => Text($"{Math.Exp(s.EngagementMean):0.00%} reactions a post and follower, {AccountFacts.UsualEngagement(s.Followers):0.00%} are usual at {s.Followers} followers"),
    };

    private static string Reach(float before, float now) => before == 0 || now == 0 ? "" : Text($", reach to {Math.Exp(now - before):0%}");

    private static double ToScore(double sum) => 100 / (1 + Math.Exp(sum));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
