using Houle.CommandLine;

namespace Houle.Commands.Audience;

/// <summary>What a column of an account file can mean.</summary>
internal enum AccountColumn
{
    Creator,
    Followers,
    Following,
    Posts,
    Likes,
    Comments,
    EngagementRate,
    Growth,
    FollowersGained,
    ProfilePicture,
    DefaultPicture,
    Verified,
    NameDigits,
    NameDigitShare,
    BioLength,
    ExternalUrl,
}

/// <summary>Finds the columns that the score can use, by the names that exports and public data sets give them.</summary>
internal static class AccountColumns
{
    // Compared in lower case without spaces and punctuation.
    private static readonly Dictionary<AccountColumn, string[]> Names = new()
    {
        [AccountColumn.Creator] = ["creator", "account", "accountid", "username", "user", "userid", "influencer", "channel", "handle", "profile", "id", "name"],
        [AccountColumn.Followers] = ["followers", "followercount", "followerscount", "numfollowers", "nfollowers", "userfollowercount", "edgefollowedby", "subscribers", "subscribercount"],
        [AccountColumn.Following] = ["following", "follows", "followingcount", "followscount", "friends", "friendscount", "numfollowing", "nfollowing", "userfollowingcount", "edgefollow", "followees"],
        [AccountColumn.Posts] = ["posts", "postcount", "postscount", "media", "mediacount", "usermediacount", "statuses", "statusescount", "tweets", "numposts", "videos", "videocount"],
        [AccountColumn.Likes] = ["likes", "avglikes", "meanlikes", "averagelikes", "likesperpost", "likesmean"],
        [AccountColumn.Comments] = ["comments", "avgcomments", "meancomments", "averagecomments", "commentsperpost", "commentsmean"],
        [AccountColumn.EngagementRate] = ["engagement", "engagementrate", "er", "avgengagement", "avgengagementrate", "engagementpercent", "engagementpct"],
        [AccountColumn.Growth] = ["growth", "growthrate", "weeklygrowth", "followergrowth", "followersgrowth", "growthpercent", "growthpct", "growthweek"],
        [AccountColumn.FollowersGained] = ["followersgained", "newfollowers", "followersdelta", "followerdelta", "followerschange"],
        [AccountColumn.ProfilePicture] = ["hasprofilepicture", "profilepic", "profilepicture", "hasprofilepic", "userhasprofilpic", "userhasprofilepic", "haspicture", "hasavatar"],
        [AccountColumn.DefaultPicture] = ["defaultprofileimage", "hasdefaultprofileimage", "defaultpicture"],
        [AccountColumn.Verified] = ["verified", "isverified"],
        [AccountColumn.NameDigits] = ["usernamedigits", "usernamedigitcount", "namedigits", "digitsinname"],
        [AccountColumn.NameDigitShare] = ["numslengthusername"],
        [AccountColumn.BioLength] = ["biolength", "userbiographylength", "descriptionlength", "biographylength"],
        [AccountColumn.ExternalUrl] = ["externalurl", "hasexternalurl", "haslink"],
    };

    /// <summary>The header's names of the columns that are there; of several, the one whose name stands first above.</summary>
    /// <exception cref="CommandException">None of them can be used.</exception>
    public static IReadOnlyList<(AccountColumn Column, string Name)> Find(string file, IReadOnlyList<string> header)
    {
        List<(AccountColumn, string)> found = [];
        foreach ((AccountColumn column, string[] names) in Names)
        {
            int best = int.MaxValue;
            string? name = null;
            foreach (string candidate in header)
            {
                int place = Array.IndexOf(names, Plain(candidate));
                if (place < 0 || place >= best) continue;
                best = place;
                name = candidate;
            }

            if (name is not null) found.Add((column, name));
        }

        if (found.Exists(one => one.Item1 != AccountColumn.Creator)) return found;
        throw CommandException.Usage(
            $"{file}:1: no column can be judged by; the header has {string.Join(", ", header)}, and known are followers, following, posts, " +
            "likes, comments, engagement_rate, growth, has_profile_picture and others (docs/guide/audience.md)");
    }

    /// <summary>Whether a column's name says that its numbers are percents.</summary>
    public static bool IsPercent(string name) =>
        name.Contains('%') || Plain(name).EndsWith("pct", StringComparison.Ordinal) || Plain(name).EndsWith("percent", StringComparison.Ordinal);

    private static string Plain(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
}
