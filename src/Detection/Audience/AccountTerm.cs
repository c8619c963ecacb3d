using System.Globalization;

namespace Houle.Detection.Audience;

/// <summary>One additive part of an account's score: a piecewise linear, monotone function of one number.</summary>
/// <param name="Name">The reason's word, such as follows_many.</param>
/// <param name="Rises">+1 when a larger number looks bought, -1 when a smaller one does.</param>
/// <param name="Knots">Rising; between two neighbours the weight of that step is added in proportion.</param>
/// <param name="Value">The number, or null when a column that it needs is missing.</param>
/// <param name="Evidence">One clause with the figures.</param>
public sealed record AccountTerm(
    string Name, int Rises, double[] Knots, Func<AccountFacts, double?> Value, Func<AccountFacts, string> Evidence)
{
    /// <summary>Steps between knots, and so weights.</summary>
    public int Steps => Knots.Length - 1;

    /// <summary>How much of each step a value has climbed, 0 to 1; for a falling term, how much it lacks.</summary>
    public void Ramps(double value, Span<double> ramps)
    {
        for (int step = 0; step < Steps; step++)
        {
            double climbed = Math.Clamp((value - Knots[step]) / (Knots[step + 1] - Knots[step]), 0, 1);
            ramps[step] = Rises > 0 ? climbed : 1 - climbed;
        }
    }

    /// <summary>Terms whose weights are fitted to labelled accounts, in the order of the coefficients.</summary>
    public static IReadOnlyList<AccountTerm> Fitted { get; } =
    [
        new("following_per_follower", +1, [-1, -0.5, 0, 0.5, 1, 1.5, 2],
            f => f is { Followers: { } a, Following: { } b } ? Log(b) - Log(a) : null,
            f => Text($"follows {f.Following:0}, followed by {f.Followers:0}")),
        new("following_per_post", +1, [-0.5, 0.5, 1.5, 2, 2.5, 3, 3.5],
            f => f is { Posts: { } a, Following: { } b } ? Log(b) - Log(a) : null,
            f => Text($"follows {f.Following:0}, {f.Posts:0} posts")),
        new("few_posts", -1, [0, 0.3, 0.6, 1, 1.5, 2, 2.5], f => f.Posts is { } posts ? Log(posts) : null, f => Text($"{f.Posts:0} posts")),
        new("follows_many", +1, [2, 2.5, 3, 3.4, 3.7, 3.9], f => f.Following is { } following ? Log(following) : null, f => Text($"follows {f.Following:0}")),
        new("few_followers", -1, [0, 1, 1.5, 2, 2.5, 3], f => f.Followers is { } followers ? Log(followers) : null, f => Text($"{f.Followers:0} followers")),
        new("digits_in_name", +1, [0, 1, 2, 4], f => f.NameDigits, f => Text($"{f.NameDigits:0} digits in the name")),
        new("no_picture", -1, [0, 1], f => f.ProfilePicture is { } has ? has ? 1 : 0 : null, f => f.ProfilePicture == true ? "has a picture" : "has no picture"),
    ];

    /// <summary>Terms with weights set by hand, since no labelled set at hand has their columns. Weights are log-odds; each
    /// <c>Centre</c> is what stands for a usual account, so that a usual value moves nothing.</summary>
    public static IReadOnlyList<(AccountTerm Term, double[] Weights, double Centre)> ByHand { get; } =
    [
        (new("low_engagement", -1, [-1.8, -1.2, -0.6],
            f => f.EngagementByCohort is { } by ? Math.Log10(Math.Max(by, 1e-4)) : null, Engagement), [0.8, 1.6], 0),
        (new("high_engagement", +1, [0.9, 1.5, 2],
            f => f.EngagementByCohort is { } by ? Math.Log10(Math.Max(by, 1e-4)) : null, Engagement), [0.5, 0.7], 0),
        (new("few_comments_by_like", -1, [-4, -3.3, -2.7], f => CommentsByLike(f) is { } by ? Math.Log10(Math.Max(by, 1e-5)) : null, CommentsText), [0.6, 0.6], 0),
        (new("many_comments_by_like", +1, [-0.5, 0, 0.5], f => CommentsByLike(f) is { } by ? Math.Log10(Math.Max(by, 1e-5)) : null, CommentsText), [0.4, 0.6], 0),
        (new("fast_growth", +1, [0.1, 0.3, 1, 3], f => f.WeeklyGrowth, f => Text($"grew by {f.WeeklyGrowth:0.0%} in a week")), [0.3, 0.5, 0.4], 0),
        (new("shrinking", -1, [-0.2, -0.05, -0.01], f => f.WeeklyGrowth, f => Text($"grew by {f.WeeklyGrowth:0.0%} in a week")), [0.5, 0.3], 0),
        (new("growth_without_engagement", +1, [0, 1], GrowthWithoutEngagement, f => Text($"grew by {f.WeeklyGrowth:0.0%} in a week at {f.EngagementByCohort:0.00} of the usual engagement")), [1.6], 0),
        (new("no_description", -1, [0, 20, 60], f => f.BioLength, f => Text($"a description of {f.BioLength:0} letters")), [1.0, 0.3], 0.6),
        (new("no_link", -1, [0, 1], f => f.ExternalUrl is { } has ? has ? 1 : 0 : null, f => f.ExternalUrl == true ? "links to a site" : "links to no site"), [0.7], 0.5),
        (new("verified", -1, [0, 1], f => f.Verified is { } is_ ? is_ ? 1 : 0 : null, f => f.Verified == true ? "the platform vouches for it" : "not verified"), [3.1], 3.0),
    ];

    private static double Log(double count) => Math.Log10(1 + Math.Max(0, count));

    private static double? CommentsByLike(AccountFacts f) => f is { Likes: >= 50, Comments: { } comments } ? comments / f.Likes : null;

    private static double? GrowthWithoutEngagement(AccountFacts f) => f is { WeeklyGrowth: { } growth, EngagementByCohort: { } by }
        ? Math.Clamp((growth - 0.05) / 0.25, 0, 1) * Math.Clamp((0.5 - by) / 0.4, 0, 1)
        : null;

    private static string Engagement(AccountFacts f) => Text(
        $"{f.Engagement:0.00%} reactions a post and follower, {AccountFacts.UsualEngagement(f.Followers ?? 1):0.00%} are usual at {f.Followers:0} followers");

    private static string CommentsText(AccountFacts f) => Text($"{f.Comments:0.#} comments on {f.Likes:0.#} likes");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
