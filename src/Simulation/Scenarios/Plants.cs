using Houle.Events;

namespace Houle.Simulation.Scenarios;

/// <summary>Something a scenario plants, and the truth file tells of.</summary>
/// <param name="Kind">The word of the file, such as <c>swell</c>.</param>
/// <param name="Id">Names it in the truth file.</param>
public abstract record Plant(string Kind, string Id);

/// <summary>A stretch of time that rises to a peak and falls again, in straight lines. Unix milliseconds.</summary>
public readonly record struct Wave(long StartMs, long PeakMs, long EndMs)
{
    /// <summary>0 outside, 1 at the peak.</summary>
    public double At(long timeMs) => timeMs <= StartMs || timeMs >= EndMs
        ? 0
        : timeMs < PeakMs
            ? (timeMs - StartMs) / (double)(PeakMs - StartMs)
            : (EndMs - timeMs) / (double)(EndMs - PeakMs);
}

/// <summary>How large a swell is: so many more posts altogether, or so many times the usual at its peak; one of them is 0.</summary>
public readonly record struct SwellSize(double Posts, double Times);

/// <param name="Share">Of the swell's posts that carry it.</param>
public readonly record struct Carried(CarriedKind Kind, string Id, double Share);

/// <summary>What a swell does to shops: factors at its peak, this many minutes later.</summary>
public readonly record struct ShopEffect(string? Product, double Sales, double Visits, double Intents, int AfterMinutes);

/// <summary>Something is talked about more than usual in a place: a sound, a product, a match, a festival.</summary>
/// <param name="Entities">The first one names it; a moment has several.</param>
/// <param name="Segment">Whose posts these are; null for anybody's.</param>
/// <param name="Complaints">Of the posts: complaint or hostile (a bad buzz).</param>
/// <param name="Sensors">Street counters that the effect's visits apply to, beside the place's stores.</param>
/// <param name="Later">The same in other places, so many minutes later, so many times as large.</param>
public sealed record Swell(
    string Kind, string Id, string City, Wave Wave, SwellSize Size, IReadOnlyList<Carried> Entities, string? Segment,
    double Complaints, ShopEffect? Effect, IReadOnlyList<string> Sensors, IReadOnlyList<(string City, int AfterMinutes, double Share)> Later)
    : Plant(Kind, Id);

/// <summary>A store's product runs out and is not filled up before an end.</summary>
public sealed record StockOut(string Id, string Store, string Product, long AtMs, long UntilMs) : Plant("stock_out", Id);

/// <summary>An account's followers step up: bought ones (no reach, later decay), won by a giveaway, or by a post that went
/// round.</summary>
/// <param name="Kind">bought_followers; giveaway and viral are what must not be taken for it.</param>
/// <param name="Decay">Share lost over <paramref name="DecayDays"/> after the rise.</param>
/// <param name="Comments">Under the post that brought them, over the rise.</param>
/// <param name="Reach">Times the usual views of that post.</param>
public sealed record FollowerStep(
    string Kind, string Id, string Creator, long AtMs, int Hours, int Followers, double Decay, int DecayDays, int Comments,
    double Reach)
    : Plant(Kind, Id)
{
    public bool IsReal => Kind != "bought_followers";
}

/// <summary>Accounts that comment on each other's posts within seconds.</summary>
public sealed record Pod(string Id, string City, int Members, double RoundsPerDay, long FromMs, long UntilMs) : Plant("pod", Id);

/// <summary>Posts or sales that arrive after their window has closed: an earlier event of somebody who has just been heard.</summary>
/// <param name="Share">Of the stream's events that are followed by such a one.</param>
public sealed record LateEvents(string Id, Events.Stream Stream, double Share, long FromMs, long UntilMs, int MinMinutes, int MaxMinutes)
    : Plant("late", Id);

/// <summary>Events that arrive twice.</summary>
public sealed record Duplicates(string Id, Events.Stream Stream, double Share, long FromMs, long UntilMs) : Plant("duplicates", Id);

/// <summary>Nothing of a stream comes, and never will.</summary>
/// <param name="City">Null: everywhere.</param>
public sealed record Outage(string Id, Events.Stream Stream, string? City, long FromMs, long UntilMs) : Plant("outage", Id);

/// <summary>A platform's clock is off: its posts and comments are stamped that much later than they were made.</summary>
public sealed record SkewedClock(string Id, Platform Platform, int Seconds, long FromMs, long UntilMs) : Plant("skewed_clock", Id);

/// <summary>A campaign, its paid posts and what it does to sales.</summary>
/// <param name="Lift">Times the usual sales of its products in its cities while it runs.</param>
/// <param name="Undisclosed">Share of paid posts that do not say so.</param>
public sealed record CampaignPlan(
    string Id, string Brand, IReadOnlyList<string> Products, IReadOnlyList<CampaignPost> Posts, IReadOnlyList<(string Creator, int Cents)> Fees,
    string PromoCode, double PromoShare, IReadOnlyList<string> Cities, IReadOnlyList<string> ControlCities, long StartMs,
    long EndMs, double Lift, double Undisclosed, int CostCents);

/// <summary>One thing that a creator owes, delivered within the hour after it is due.</summary>
public sealed record CampaignPost(string Creator, Format Format, long DueMs);
