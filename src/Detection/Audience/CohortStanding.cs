using System.Runtime.InteropServices;

namespace Houle.Detection.Audience;

/// <summary>Where a creator stands among others of the size and format of each post: 8 bytes beside <see cref="CreatorState"/>.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 2, Size = 8)]
public struct CohortStanding
{
    private const int PostsLeast = 8, FollowersLeast = 500;
    private const float Far = 2.5f, Near = 2; // deviations; between them what was said stays said

    /// <summary>Deviations off the cohorts of the last dozen posts, in the mean.</summary>
    public float Score;

    /// <summary>Day in which the creator last taught a cohort, in days since 1970.</summary>
    public ushort TaughtDay;

    /// <summary>Posts compared; stops at 255.</summary>
    public byte Posts;
    private byte _isOff;

    /// <summary>Compares a post with its cohort, and lets it teach the cohort once a day.</summary>
    /// <param name="reactions">Below 0 when they are not known: nothing happens.</param>
    /// <param name="followers">Fewer than 500 say nothing of a rate: nothing happens.</param>
    /// <param name="creator">A well-mixed hash of the creator.</param>
    /// <param name="day">Days since 1970.</param>
    /// <returns><see cref="CreatorAnomaly.OffCohort"/> when the last dozen posts have come to be far off, once until they are back.</returns>
    public CreatorAnomaly OnPost(EngagementCohorts cohorts, int format, long reactions, long followers, ulong creator, ushort day)
    {
        if (reactions < 0 || followers < FollowersLeast) return CreatorAnomaly.None;
        int cohort = EngagementCohorts.Of(followers, format);
        float rate = (float)Math.Log((reactions + 1.0) / (followers + 20.0));
        float off = cohorts.Compare(cohort, rate);
        if (TaughtDay != day)
        {
            cohorts.Learn(cohort, creator, rate);
            TaughtDay = day;
        }

        if (float.IsNaN(off)) return CreatorAnomaly.None;
        if (Posts < byte.MaxValue) Posts++;
        Score += (off - Score) * Math.Max(1f / Posts, 1f / 12);
        if (Math.Abs(Score) < Near) _isOff = 0;
        if (Posts < PostsLeast || Math.Abs(Score) < Far || _isOff != 0) return CreatorAnomaly.None;
        _isOff = 1;
        return CreatorAnomaly.OffCohort;
    }
}
