using System.Globalization;
using Houle.Events;
using Houle.Streams.Tests.Detect;
using Houle.Streams.Tests.Oracle;
using Houle.Streams.Topology;
using Stream = Houle.Events.Stream;

namespace Houle.Streams.Tests.Select;

/// <summary>The swells of <see cref="BurstFeed"/>, and creators whose followers are counted five or six times: the last times many have
/// won a fifth or more. Some of their posts name what swells.</summary>
internal static class GrowthFeed
{
    private const long Day = 86_400_000, Hour = 3_600_000, Minute = 60_000;
    private const int CreatorCount = 80;

    private static readonly string[] Cities = ["be/liege", "be/huy", "fr/paris"];

    public static TopologyOptions Options(int sourcePartitions, int activityPartitions) => BurstFeed.Options(sourcePartitions, activityPartitions) with
    {
        CreatorsMax = 1_000, Detection = BurstFeed.Detection with { Giveaways = Giveaways },
    };

    /// <summary>One in the days of the growth, one whose followers came in the days after, one long before, one later.</summary>
    public static IReadOnlyList<KnownGiveaway> Giveaways { get; } =
    [
        new("creator-00", At(3 * Day), At((3 * Day) + (2 * Hour))), new("creator-01", At(1 * Hour), At(Day)), new("creator-02", At(-9 * Day), At(-8 * Day)),
        new("creator-03", At(6 * Day), At(7 * Day)),
    ];

    public static long At(long afterStart) => BurstFeed.StartMs + afterStart;

    /// <summary>Equal seeds give equal events; each creator's stay in one partition.</summary>
    public static List<PlainStream> Make(int seed, int partitions)
    {
        List<PlainEvent>[] parts = BurstFeed.Make(seed: 77, partitions, late: false)[0].Partitions;
        Random random = new(seed);
        for (int i = 0; i < CreatorCount; i++) parts[i % partitions].AddRange(Creator(random, i));
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = [.. parts[i].OrderBy(one => one.TimeMs).Select((one, at) => one with { EventId = string.Create(CultureInfo.InvariantCulture, $"g{i}-{at}") })];
            parts[i].Add(new PlainEvent { Form = EventForm.Progress, TimeMs = At(9 * Day) }); // until every alert is over
        }

        return [new PlainStream(Stream.Social, parts)];
    }

    private static IEnumerable<PlainEvent> Creator(Random random, int number)
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"creator-{number:00}");
        string city = Cities[random.Next(Cities.Length)];
        bool isPartner = random.Next(3) > 0;
        long followers = 200 + random.Next(50_000), at = Hour + random.NextInt64(4 * Hour); // a snapshot before any event has no time to be seen at
        for (int count = 0; count < 6; count++, at += (22 * Hour) + random.NextInt64(Hour))
        {
            if (count == 4 && random.Next(8) > 0) followers += followers / 5;
            if (count == 5 && random.Next(3) == 0) followers += followers / 4;
            yield return new PlainEvent { Form = EventForm.Snapshot, A = 1, TimeMs = At(at), Person = id, Followers = followers };
        }

        for (int post = random.Next(9); post > 0; post--)
        {
            yield return new PlainEvent
            {
                Form = EventForm.Event, TimeMs = At(random.NextInt64(4 * Day)), City = city, Person = id, Sponsored = isPartner,
                Entities = random.Next(3) switch
                {
                    0 => [(EntityKind.Sound, "the-swell"), (EntityKind.Hashtag, "swelling")],
                    1 => [(EntityKind.Hashtag, "swelling"), (EntityKind.Hashtag, "h0")],
                    _ => [(EntityKind.Sound, $"s{random.Next(12)}"), (EntityKind.Hashtag, $"h{random.Next(30)}"), (EntityKind.Product, "boots")],
                },
            };
        }

        // Some live elsewhere than their audience.
        for (int comment = number % 4 == 0 ? 12 : 0; comment > 0; comment--)
        {
            yield return new PlainEvent
            {
                Form = EventForm.Event, TimeMs = At((long)((comment + random.NextDouble()) * 7 * Hour) + (random.Next(60) * Minute)), City = comment % 3 == 0 ? "be/liege" : "be/huy",
                Person = $"c{random.Next(100)}", Page = id, Entities = [],
            };
        }
    }
}
