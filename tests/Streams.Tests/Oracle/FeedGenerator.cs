using Houle.Events;
using Houle.Streams.Topology;
using Stream = Houle.Events.Stream;

namespace Houle.Streams.Tests.Oracle;

/// <summary>Random source partitions with everything that goes wrong: disorder, late events, duplicates, snapshots,
/// tombstones, malformed and invalid records, quiet partitions, ends with and without a closing Progress.</summary>
internal sealed class FeedGenerator(Random random, TopologyOptions options)
{
    private static readonly string[] Cities = ["fr/paris", "fr/lyon", "be/liege", "dz/oran", "city-7", "fr/unknown"];
    private readonly long _start = 1_700_000_000_000 + random.Next(60_000);
    private int _ids;

    public List<PlainStream> Streams(int eventsMax) =>
        [.. options.Streams.Select(stream => new PlainStream(
            stream.Stream, [.. Enumerable.Range(0, stream.Partitions).Select(_ => Partition(stream, random.Next(eventsMax)))]))];

    private List<PlainEvent> Partition(StreamOptions stream, int count)
    {
        List<PlainEvent> events = [];
        long now = _start;
        long stepMax = random.Next(4) switch { 0 => 200_000, 1 => 20_000_000, _ => 20_000 }; // the second: days go by, creators are scored
        for (int i = 0; i < count; i++)
        {
            now += random.NextInt64(stepMax);
            events.Add(random.Next(40) switch
            {
                0 => new PlainEvent { Form = EventForm.Progress, TimeMs = now },
                1 => new PlainEvent { Form = EventForm.Tombstone },
                2 => new PlainEvent { Form = EventForm.Malformed },
                3 => Event(stream.Stream, now) with { Form = EventForm.Invalid },
                4 => Event(stream.Stream, now) with { Form = EventForm.TooFarAhead },
                5 when stream.Stream is Stream.Social or Stream.Sales => Snapshot(now),
                < 9 when stream.Stream is Stream.Social && random.Next(2) == 0 => Snapshot(now),
                < 9 when events.FindLast(e => e.Form == EventForm.Event) is { } again => again,
                < 12 => Event(stream.Stream, now - random.NextInt64(stream.GraceMs * 4)),
                < 13 => Event(stream.Stream, now - stream.DuplicateHorizonMs - random.NextInt64(100_000)),
                _ => Event(stream.Stream, now - random.NextInt64(stream.GraceMs)),
            });
        }

        if (random.Next(4) > 0) events.Add(new PlainEvent { Form = EventForm.Progress, TimeMs = now + 10_000_000 });
        return events;
    }

    private PlainEvent Event(Stream stream, long timeMs) => stream switch
    {
        Stream.Social => new PlainEvent
        {
            Form = EventForm.Event, EventId = Id(), TimeMs = timeMs, City = City(), Person = Person(),
            Weight = random.Next(3) == 0 ? Math.Round(random.NextDouble() * 20, 3) : 1, A = random.Next(50),
            Complaint = random.Next(6) == 0, Page = random.Next(3) == 0 ? $"c{random.Next(3)}" : null, Followers = Followers(), Sponsored = timeMs % 5 == 0,
            Entities = [.. Some(EntityKind.Sound, 1), .. Some(EntityKind.Hashtag, 3), .. Some(EntityKind.Brand, 2), .. Some(EntityKind.Term, 2)],
        },
        Stream.Sales => new PlainEvent
        {
            Form = EventForm.Event, EventId = Id(), TimeMs = timeMs, City = City(), Person = Person(), A = random.Next(9),
            B = random.Next(100_000), Returned = random.Next(8) == 0, Entities = [.. Some(EntityKind.Product, 1), .. Some(EntityKind.Store, 1)],
        },
        Stream.FootTraffic => new PlainEvent
        {
            Form = EventForm.Event, EventId = Id(), TimeMs = timeMs, City = City(), A = random.Next(500), B = random.Next(500),
            Entities = [(EntityKind.Place, $"p{random.Next(4)}")],
        },
        Stream.Intents => new PlainEvent
        {
            Form = EventForm.Event, EventId = Id(), TimeMs = timeMs, City = City(), Person = Person(),
            Entities = [(EntityKind.Intent, random.Next(2) == 0 ? "qr_scan" : "click"), .. Some(EntityKind.Product, 1)],
        },
        _ => new PlainEvent
        {
            Form = EventForm.Event, EventId = Id(), TimeMs = timeMs, City = $"brand:b{random.Next(2)}", Person = $"m{random.Next(9)}",
            Entities = [(EntityKind.Community, random.Next(2) == 0 ? "question" : "rule_change")],
        },
    };

    private PlainEvent Snapshot(long timeMs) => new()
    {
        Form = EventForm.Snapshot, TimeMs = timeMs, Person = $"c{random.Next(4)}", A = random.Next(1_000), Followers = Followers(),
    };

    // Of a few sizes far apart, so that spikes and decays are frequent.
    private long Followers() => random.Next(3) == 0 ? 0 : (long)Math.Pow(10, 2 + random.Next(4)) * (1 + random.Next(3));

    private string Id() => $"e{_ids++}";

    private string? City() => random.Next(8) == 0 ? null : Cities[random.Next(Cities.Length)];

    private string? Person() => random.Next(4) == 0 ? null : $"c{random.Next(30)}";

    private IEnumerable<(EntityKind, string)> Some(EntityKind kind, int max) =>
        Enumerable.Range(0, random.Next(max + 1)).Select(_ => (kind, $"{kind.ToString().ToLowerInvariant()[0]}{random.Next(6)}"));
}
