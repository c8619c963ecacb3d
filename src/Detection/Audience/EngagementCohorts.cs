using System.Numerics;
using System.Runtime.InteropServices;

namespace Houle.Detection.Audience;

/// <summary>What is usual for one size and format: 20 bytes. Zero is a cohort of which nothing is known.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4, Size = 20)]
public struct CohortState
{
    /// <summary>A bit for each creator who taught it, by hash: how many there are, roughly.</summary>
    public ulong People;

    /// <summary>Mean of ln reactions by follower, and mean absolute deviation from it.</summary>
    public float Mean;
    public float Deviation;

    /// <summary>Posts that taught it; stops at its largest value.</summary>
    public int Posts;
}

/// <summary>Engagement of posts by size of the creator and format, learnt from the posts themselves: bounded, in log order, so that equal
/// logs give equal figures.</summary>
/// <remarks>A creator teaches a cohort once a day at most, so that nobody who posts all day is the cohort. What lies beyond three
/// deviations is clipped as it teaches.</remarks>
public sealed class EngagementCohorts
{
    public const int Formats = 9;
    public const int Count = SizeCohort.Count * Formats;

    private const int BitsLeast = 24; // of 64: about 30 creators
    private const int PostsLeast = 100;
    private const float Forget = 0.002f; // five hundred posts
    private const float FromMean = 1.2533f; // standard deviation by mean absolute deviation of a normal distribution
    private const float DeviationLeast = 0.3f;

    private readonly CohortState[] _cohorts = new CohortState[Count];

    public ref CohortState this[int cohort] => ref _cohorts[cohort];

    public static int Of(long followers, int format) => (SizeCohort.Of(followers) * Formats) + Math.Clamp(format, 0, Formats - 1);

    /// <summary>Creators who taught the cohort, estimated by linear counting; at most 266, which means many.</summary>
    public int People(int cohort)
    {
        int free = 64 - BitOperations.PopCount(_cohorts[cohort].People);
        return (int)Math.Round(-64 * Math.Log(Math.Max(1, free) / 64.0));
    }

    /// <summary>How many standard deviations a post's engagement is off its cohort.</summary>
    /// <param name="rate">ln reactions by follower.</param>
    /// <returns>Clipped to [-6, 6]; NaN while the cohort has fewer than about 30 creators or 100 posts.</returns>
    public float Compare(int cohort, float rate)
    {
        ref readonly CohortState known = ref _cohorts[cohort];
        if (known.Posts < PostsLeast || BitOperations.PopCount(known.People) < BitsLeast) return float.NaN;
        return Math.Clamp((rate - known.Mean) / Math.Max(known.Deviation * FromMean, DeviationLeast), -6, 6);
    }

    /// <param name="creator">A well-mixed hash of the creator.</param>
    public void Learn(int cohort, ulong creator, float rate)
    {
        ref CohortState known = ref _cohorts[cohort];
        float over = rate - known.Mean;
        if (known.Posts >= PostsLeast)
        {
            float most = 3 * Math.Max(known.Deviation * FromMean, DeviationLeast);
            over = Math.Clamp(over, -most, most);
        }

        float forget = Math.Max(Forget, 1f / (known.Posts + 1));
        known.Mean += forget * over;
        known.Deviation += forget * (Math.Abs(over) - known.Deviation);
        if (known.Posts < int.MaxValue) known.Posts++;
        known.People |= 1UL << (int)(creator >> 58);
    }
}
