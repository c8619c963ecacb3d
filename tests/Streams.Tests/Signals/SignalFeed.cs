using Houle.Events;
using Houle.Streams.Tests.Oracle;
using Houle.Streams.Topology;
using Stream = Houle.Events.Stream;

namespace Houle.Streams.Tests.Signals;

/// <summary>Four days of a city with three shops: sales, counts of shelves, people through doors, clicks and posts, sparse enough for a
/// test. On the last day the lamp swells and sells out in one shop; another shop is counted empty of soap without a swell; and in the evening a
/// sound swells that half of its posts name the jug with, which one shop has three of.</summary>
internal static class SignalFeed
{
    public const long StartMs = 1_764_547_200_000; // 2025-12-01T00:00Z
    public const string City = "be/liege", Sound = "hum";

    public const long Day = 86_400_000, Hour = 3_600_000, Minute = 60_000;

    public static readonly string[] Stores = ["store-a", "store-b", "store-c"], Products = ["lamp", "soap", "jug"];

    public static DetectionOptions Detection { get; } = new() { LearningDays = 2, PeopleMin = 3, CheckpointBytesMin = 40_000 };

    public static TopologyOptions Options(int sourcePartitions, int activityPartitions) => new()
    {
        Streams = [.. StreamOptions.Defaults.Take(4).Select(stream => stream with { Partitions = sourcePartitions, DuplicateHorizonMs = 0 })],
        ActivityPartitions = activityPartitions, CreatorsMax = 0, Detection = Detection,
        Signals = new SignalOptions { Cities = new HashSet<string> { City }, LearningHours = 48, HalfLifeDays = 7 },
    };

    /// <summary>The streams in the order of the options.</summary>
    public static List<PlainStream> Make(int seed, int partitions, bool late)
    {
        Random random = new(seed);
        List<PlainEvent> social = [], intents = [], sales = [], feet = [];
        for (long at = 0; at < 4 * Day; at += random.NextInt64(4 * Minute))
            social.Add(Event(at, $"c{random.Next(90)}", (EntityKind.Hashtag, $"h{random.Next(12)}"), random.Next(4) == 0 ? (EntityKind.Product, Any(random, Products)) : (EntityKind.Term, $"t{random.Next(9)}")));
        for (int i = 0; i < 130; i++)
            social.Add(Event((3 * Day) + (9 * Hour) + random.NextInt64(90 * Minute), $"c{random.Next(90)}", (EntityKind.Product, "lamp"), (EntityKind.Hashtag, "glow")));
        Random evening = new(seed + 1_000);
        for (int i = 0; i < 90; i++)
        {
            PlainEvent hum = Event((3 * Day) + (15 * Hour) + evening.NextInt64(2 * Hour), $"c{evening.Next(90)}", (EntityKind.Sound, Sound));
            social.Add(i % 2 == 0 ? hum : hum with { Entities = [.. hum.Entities, (EntityKind.Product, "jug"), .. i % 12 == 1 ? [(EntityKind.Product, "lamp")] : Array.Empty<(EntityKind, string)>()] });
        }

        for (long at = 0; at < 4 * Day; at += random.NextInt64(40 * Minute))
            intents.Add(Event(at, random.Next(6) == 0 ? null : $"p{random.Next(40)}", (EntityKind.Intent, "click"), (EntityKind.Product, Any(random, Products))));
        for (int i = 0; i < 60; i++)
            intents.Add(Event((3 * Day) + (9 * Hour) + random.NextInt64(3 * Hour), $"p{random.Next(40)}", (EntityKind.Intent, "click"), (EntityKind.Product, "lamp")));
        for (long at = 0; at < 4 * Day; at += random.NextInt64(14 * Minute)) Sell(random, sales, at, Any(random, Stores), Any(random, Products));
        for (int i = 0; i < 40; i++) Sell(random, sales, (3 * Day) + (10 * Hour) + random.NextInt64(4 * Hour), "store-a", "lamp");
        for (long at = 5 * Minute; at < 4 * Day; at += 6 * Hour)
        {
            foreach (string store in Stores)
            {
                foreach (string product in Products) Count(sales, at, store, product, random.Next(20, 70), 0);
            }
        }

        Count(sales, (3 * Day) + (9 * Hour) + (20 * Minute), "store-a", "lamp", 14, (3 * Day) + (22 * Hour));
        Count(sales, (3 * Day) + (15 * Hour) + (3 * Minute), "store-b", "jug", 3, 0);
        Count(sales, (2 * Day) + (14 * Hour) + (7 * Minute), "store-c", "soap", 0, 0);
        for (long at = 0; at < 4 * Day; at += 15 * Minute)
        {
            foreach (string store in Stores[..2])
                feet.Add(Event(at, null, (EntityKind.Place, store), (EntityKind.Store, store)) with { A = random.Next(at > 3 * Day ? 60 : 20), B = 3 });
        }

        return
        [
            new PlainStream(Stream.Social, Deal(social, partitions, late)), new PlainStream(Stream.Intents, Deal(intents, partitions, late)),
            new PlainStream(Stream.Sales, Deal(sales, partitions, late)), new PlainStream(Stream.FootTraffic, Deal(feet, partitions, late)),
        ];
    }

    private static void Sell(Random random, List<PlainEvent> sales, long at, string store, string product) => sales.Add(
        Event(at, $"b{random.Next(200)}", (EntityKind.Product, product), (EntityKind.Store, store)) with { A = 1 + (random.Next(5) / 4), B = 100, Returned = random.Next(25) == 0 });

    private static void Count(List<PlainEvent> sales, long at, string store, string product, long units, long dueMs) => sales.Add(
        Event(at, null, (EntityKind.Product, product), (EntityKind.Store, store)) with { Form = EventForm.Snapshot, A = units, B = dueMs == 0 ? 0 : StartMs + dueMs });

    private static PlainEvent Event(long at, string? person, params (EntityKind, string)[] entities) =>
        new() { Form = EventForm.Event, TimeMs = StartMs + at, City = City, Person = person, Entities = [.. entities] };

    private static T Any<T>(Random random, T[] of) => of[Math.Min(random.Next(of.Length), random.Next(of.Length))];

    public static List<PlainEvent>[] Deal(List<PlainEvent> events, int partitions, bool late)
    {
        events.Sort((a, b) => a.TimeMs.CompareTo(b.TimeMs));
        List<PlainEvent>[] parts = [.. Enumerable.Range(0, partitions).Select(_ => new List<PlainEvent>())];
        for (int i = 0; i < events.Count; i++)
        {
            List<PlainEvent> part = parts[i % partitions];
            part.Add(events[i] with { EventId = $"e{i}" });
            if (late && i > 100 && i % 40 == 0 && events[i].Form == EventForm.Event) part.Add(events[i] with { EventId = $"late{i}", TimeMs = events[i].TimeMs - (50 * Minute) });
        }

        foreach (List<PlainEvent> part in parts) part.Add(new PlainEvent { Form = EventForm.Progress, TimeMs = StartMs + (4 * Day) + (6 * Hour) });
        return parts;
    }
}
