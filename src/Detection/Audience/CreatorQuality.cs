using System.Globalization;

namespace Houle.Detection.Audience;

/// <summary>What a creator's remembered history says of the audience, 0 (bought) to 100 (real), beside what the account shows.</summary>
public static class CreatorQuality
{
    private const int PartCount = 8;

    // Fall of ln engagement that says nothing: single posts differ by 0.45, the means that are compared by 0.15 to 0.2.
    private const double Noise = 0.25;
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
        // A spike that is real brings people who react: the rate falls by less than the audience grew.
        if (state.SpikeShare > 0)
        {
            double fell = state.EngagementSinceSpike == 0 || state.EngagementMean == 0 ? 0 : -(state.EngagementSinceSpike - state.EngagementMean);
            double kept = 1 - ((fell - Noise) / Math.Max(state.SpikeShare, 0.4));
            parts[0] = 9 * Math.Clamp(0.8 - kept, 0, 0.8);
        }

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

        // The same without a spike: an audience that grew while what it does did not.
        double grew = state.FollowersEarly == 0 ? 0 : Math.Log(state.Followers + 20.0) - state.FollowersEarly;
        if (state.Posts >= 16 && grew > 0.25)
        {
            float now = state.EngagementSinceSpike != 0 ? state.EngagementSinceSpike : state.EngagementMean;
            double kept = 1 - ((state.EngagementEarly - now - (1.4 * Noise)) / grew);
            parts[7] = 9 * Math.Clamp(0.75 - kept, 0, 0.75);
        }
    }

    private static string Evidence(int part, in CreatorState s) => part switch
    {
        0 => Text($"gained {Math.Exp(s.SpikeShare) - 1:0%} at once, and engagement per follower went to {Math.Exp(s.EngagementSinceSpike - s.EngagementMean):0%} of the usual"),
        1 => Text($"lost {Math.Min(1, s.DecayShare / Math.Max(s.SpikeShare, 1e-3f)):0%} of what the last spike had brought"),
        2 => "likes rose by more than the reach",
        3 => "comments come at the beat of a machine or in step",
        4 => Text($"{s.RepeatShare / (1 - Math.Pow(0.98, s.Comments)):0%} of comments by people who comment again and again"),
        7 => Text($"followers grew {Math.Exp(Math.Log(s.Followers + 20.0) - s.FollowersEarly):0.0} times, engagement per follower went to {Math.Exp(s.EngagementMean - s.EngagementEarly):0%} of the early one"),
        _ => Text($"{Math.Exp(s.EngagementMean):0.00%} reactions a post and follower, {AccountFacts.UsualEngagement(s.Followers):0.00%} are usual at {s.Followers} followers"),
    };

    private static double ToScore(double sum) => 100 / (1 + Math.Exp(sum));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
