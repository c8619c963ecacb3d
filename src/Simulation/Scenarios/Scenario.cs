using Houle.Events;
using NodaTime;

namespace Houle.Simulation.Scenarios;

/// <summary>A simulated stretch of city life, as a scenario file describes it; docs/guide/generate.md explains every key.</summary>
public sealed record Scenario
{
    public required string Name { get; init; }

    /// <summary>SHA-256 of the file, lower-case hexadecimal: what equal bytes come from, beside the seed.</summary>
    public required string Sha256 { get; init; }

    public required Period Period { get; init; }

    public required IReadOnlyList<CityPlan> Cities { get; init; }

    public required Rhythm Social { get; init; }

    public required Rhythm Shops { get; init; }

    /// <summary>Variance / mean of a city's posts in 15 minutes, 1 (Poisson) to 50.</summary>
    public required double CityDispersion { get; init; }

    /// <summary>Variance / mean of one entity's posts: chatter comes in runs. 1 to 20.</summary>
    public required double EntityDispersion { get; init; }

    public required IReadOnlyList<(Platform Platform, double Weight)> Platforms { get; init; }

    public required IReadOnlyList<(Format Format, double Weight)> Formats { get; init; }

    public required IReadOnlyList<(string Tag, double Weight)> Languages { get; init; }

    public required CreatorPlan Creators { get; init; }

    public required IReadOnlyList<Segment> Segments { get; init; }

    /// <summary>Sounds, hashtags, challenges and terms, in the order of <see cref="CarriedKind"/>.</summary>
    public required IReadOnlyList<EntityPlan> Entities { get; init; }

    public required IReadOnlyList<Brand> Brands { get; init; }

    public required IReadOnlyList<Product> Products { get; init; }

    public required ProductTalk Talk { get; init; }

    public required IReadOnlyList<Store> Stores { get; init; }

    public required IReadOnlyList<Sensor> Sensors { get; init; }

    public required IReadOnlyList<CampaignPlan> Campaigns { get; init; }

    public required IReadOnlyList<Plant> Plants { get; init; }
}

/// <summary>Which days are simulated; times of day are local.</summary>
/// <param name="FirstDay">Day 1. The history lies before it.</param>
/// <param name="HistoryDays">Quiet days before day 1 from which detectors learn, 0 to 400.</param>
public sealed record Period(LocalDate FirstDay, int Days, int HistoryDays, DateTimeZone Zone)
{
    public long StartMs => MsAt(1 - HistoryDays, 0);

    public long EndMs => MsAt(Days + 1, 0);

    /// <summary>Unix milliseconds of a minute of a day; day 1 is the first.</summary>
    public long MsAt(int day, int minuteOfDay) => Zone.AtLeniently(
        FirstDay.PlusDays(day - 1).At(LocalTime.Midnight).PlusMinutes(minuteOfDay)).ToInstant().ToUnixTimeMilliseconds();
}

/// <summary>How busy each hour of the local day and each day of the week is: 24 and 7 (Monday first) weights.</summary>
public sealed record Rhythm(IReadOnlyList<double> Hours, IReadOnlyList<double> Days);

/// <summary>A city and what happens there on an average day.</summary>
public sealed record CityPlan(string Id, double PostsPerDay, double CommentsPerDay, double IntentsPerDay, int Creators);

/// <param name="FollowersTop">Of the largest account of a city that is not on the roster.</param>
/// <param name="Zipf">How fast followers fall with the rank.</param>
/// <param name="TrackedPerCity">Accounts whose followers and posts are snapshot; the roster always is.</param>
public sealed record CreatorPlan(
    int FollowersTop, int FollowersLeast, double Zipf, int TrackedPerCity, int SnapshotEveryHours, IReadOnlyList<RosterCreator> Roster);

public sealed record RosterCreator(string Id, string City, Platform Platform, int Followers);

/// <param name="Share">Of all creators, 0 to 1; segments do not overlap.</param>
public sealed record Segment(string Id, double Share);

/// <summary>The kinds of things that posts carry.</summary>
public enum CarriedKind
{
    Sound,
    Hashtag,
    Challenge,
    Term,
    Product,
    Brand,
}

/// <param name="PerPost">Probability of a draw, for each of <paramref name="Draws"/>.</param>
/// <param name="Local">Share of draws in which a city prefers ranks of its own.</param>
public sealed record EntityPlan(
    CarriedKind Kind, int Count, double Zipf, double PerPost, int Draws, double Local, IReadOnlyList<NamedEntity> Named);

/// <param name="Rank">1 is the most frequent.</param>
public sealed record NamedEntity(string Id, string Name, int Rank);

public sealed record Brand(string Id, string Name, double CommunityPerDay);

/// <param name="Cents">Price in hundredths.</param>
public sealed record Product(string Id, string Name, string Brand, int Cents, double Weight);

/// <summary>How often products come up.</summary>
/// <param name="Intents">Of a comment on a product: what it asks or says, each with its probability; together at most 1.</param>
public sealed record ProductTalk(double PerPost, double PerComment, IReadOnlyList<(MentionIntent Intent, double Share)> Intents);

/// <param name="StockDays">Days that a full stock of a product lasts at the usual pace.</param>
public sealed record Store(string Id, string Name, string City, double OrdersPerDay, double VisitorsPerDay, double StockDays);

/// <summary>A counter in a street.</summary>
public sealed record Sensor(string Id, string City, double PeoplePerDay);
