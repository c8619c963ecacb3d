using Houle.Detection.Audience;

namespace Houle.Bench.Audience.Simulation;

/// <summary>What happens to a simulated creator; what stands before <see cref="Organic"/> is bought.</summary>
internal enum Plot
{
    BurstBuy,
    BuyAndChurn,
    DripBuy,
    BoughtLikes,
    CommentBots,
    Pod,
    Organic,
    Viral,
    Giveaway,
    Rounded,
    HiddenLikes,
    OnePost,
    Renamed,
    Purged,
    Celebrity,
}

/// <summary>Twelve weeks of one creator, fed event by event to <see cref="CreatorMonitor"/> as Observe would: a snapshot a day,
/// posts with their reactions and reach, comments with their times and people.</summary>
/// <param name="cohorts">What creators who live side by side are compared with; null for no comparison.</param>
/// <param name="hidesReach">Whether the platform shows no reach.</param>
internal sealed class SimulatedCreator(Random random, Plot plot, EngagementCohorts? cohorts = null, bool hidesReach = false)
{
    private const int Days = 84;
    private const long DayMs = 86_400_000;
    private const long StartMs = 1_700_006_400_000;

    private CreatorState _state;
    private double _real = Math.Pow(10, 3 + (random.NextDouble() * 2.5)); // followers who react
    private double _bought;
    private AudienceSketch _sketch;
    private CohortStanding _standing;

    public static bool IsBought(Plot plot) => plot < Plot.Organic;

    public CreatorAnomaly Anomalies { get; private set; }

    /// <summary>A hash of the creator, for cohorts.</summary>
    public ulong Id { get; init; }

    /// <returns>The state after twelve weeks.</returns>
    public CreatorState Run()
    {
        foreach (int _ in Live())
        {
            // Day by day to the end.
        }

        return _state;
    }

    /// <summary>The state so far.</summary>
    public ref readonly CreatorState State => ref _state;

    /// <summary>Lives a day with each step, so that others can live theirs beside.</summary>
    public IEnumerable<int> Live()
    {
        if (plot == Plot.Celebrity) _real = 1e8 * (0.5 + random.NextDouble());
        double growth = Normal(0.002, 0.002), postsADay = plot == Plot.OnePost ? 0 : 0.3 + (random.NextDouble() * 0.7);
        double taste = Math.Exp(Normal(0, 0.5)); // this creator's engagement by the usual one of the size
        double drift = Normal(0, 0.002);
        int when = 35 + random.Next(25);
        double size = 0.3 + (random.NextDouble() * 1.2), drip = 0.01 + (random.NextDouble() * 0.02);
        double viral = 0;
        for (int day = 0; day < Days; day++)
        {
            long dayMs = StartMs + (day * DayMs);
            double news = 0;
            switch (plot)
            {
                case Plot.BurstBuy when day == when:
                    _bought += _real * size;
                    break;
                case Plot.BuyAndChurn when day >= when && day < when + 2:
                    _bought += _real * size / 2;
                    break;
                case Plot.BuyAndChurn when day > when + 4:
                    _bought *= 0.94;
                    break;
                case Plot.DripBuy when day >= 20 && day < 70:
                    _bought += (_real + _bought) * drip;
                    break;
                case Plot.Viral when day >= when:
                    // Days of exposure that die away; who comes, reacts, and some leave again.
                    news = size * Math.Pow(0.6, day - when) * 0.4;
                    viral = day - when < 10 ? 1.5 * Math.Pow(0.8, day - when) : 0;
                    break;
                case Plot.Giveaway when day >= when && day < when + 3:
                    news = size * 0.2;
                    viral = 1;
                    break;
                case Plot.Giveaway when day > when + 5 && day < when + 25:
                    news = -0.003;
                    viral = 0;
                    break;
                case Plot.Renamed when day == when:
                    day += 5; // gone for some days, then here again
                    yield return day;
                    continue;
                case Plot.Purged when day == when:
                    news = -0.05; // the platform removes accounts everywhere
                    break;
            }

            _real *= Math.Exp(growth + Normal(0, 0.0015) + news);
            Snapshot(dayMs + (DayMs / 2));
            if (plot == Plot.OnePost ? day == 10 : random.NextDouble() < postsADay)
                Post(dayMs, taste * Math.Exp((drift * day) + viral), day);
            yield return day;
        }
    }

    private void Snapshot(long timeMs)
    {
        double shown = _real + _bought;
        if (plot is Plot.Rounded or Plot.Celebrity && shown >= 10_000)
        {
            double unit = Math.Pow(10, Math.Floor(Math.Log10(shown)) - 2);
            shown = Math.Round(shown / unit) * unit;
        }

        Anomalies |= CreatorMonitor.OnFollowers(ref _state, timeMs, (long)shown);
    }

    private void Post(long dayMs, double taste, int day)
    {
        double rate = AccountFacts.UsualEngagement(_real) * taste * Math.Exp(Normal(0, 0.45));
        double likes = _real * rate * 0.96, comments = _real * rate * 0.04;
        double reach = _real * (0.2 + (random.NextDouble() * 0.4)) * Math.Max(1, Math.Sqrt(taste));
        reach = Math.Max(reach, likes * 3);
        bool attacked = day >= 30 && random.NextDouble() < 0.6;
        if (plot == Plot.BoughtLikes && attacked) likes += Math.Max(300, reach * (0.8 + random.NextDouble()));
        long reactions = plot == Plot.HiddenLikes ? -1 : (long)(likes + comments);
        CreatorMonitor.OnEngagement(ref _state, dayMs, reactions);
        if (cohorts is not null)
            Anomalies |= _standing.OnPost(cohorts, 1 + (day & 1), reactions, _state.Followers, Id, (ushort)(dayMs / DayMs));
        ulong post = (ulong)(day + 1);
        // Half of it comes within hours, the rest over two days.
        foreach (double share in (double[])[0.5, 0.8, 1])
        {
            Anomalies |= CreatorMonitor.OnPostSnapshot(
                ref _state, dayMs, post, plot == Plot.HiddenLikes ? -1 : (long)(likes * share), hidesReach ? -1 : (long)(reach * share));
        }

        Comments(dayMs, (int)Math.Min(comments, 300), day);
    }

    /// <summary>People come after a post at times whose density falls; bots by a timer; pods within seconds, always the same.</summary>
    private void Comments(long dayMs, int count, int day)
    {
        List<(long TimeMs, int Person)> all = [];
        int fans = Math.Max(20, (int)Math.Sqrt(_real) * 3);
        for (int i = 0; i < count; i++)
        {
            double after = -Math.Log(1 - random.NextDouble()) * 3 * 3600_000;
            int person = random.Next(3) == 0 ? random.Next(fans) : random.Next(1_000_000);
            all.Add((dayMs + (long)Math.Min(after, DayMs / 2), person));
        }

        bool attacked = day >= 30;
        if (plot == Plot.CommentBots && attacked)
        {
            long everyMs = 8_000 + random.Next(20_000);
            for (int i = 0; i < 80; i++) all.Add((dayMs + 60_000 + (i * everyMs) + random.Next(1_500), random.Next(30_000)));
        }

        if (plot == Plot.Pod && attacked)
        {
            long atMs = dayMs + random.Next(60_000);
            for (int i = 0; i < 40; i++) all.Add((atMs += random.Next(1_800), 2_000_000 + i));
        }

        foreach ((long timeMs, int person) in all.OrderBy(one => one.TimeMs))
        {
            bool isKnown = _sketch.SawCommenter(unchecked((ulong)person * 0x9E3779B97F4A7C15));
            Anomalies |= CreatorMonitor.OnComment(ref _state, timeMs, isKnown);
        }
    }

    private double Normal(double mean, double deviation) => mean +
        (deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
}
