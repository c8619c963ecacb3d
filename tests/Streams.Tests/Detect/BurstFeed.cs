using System.Globalization;
using Houle.Events;
using Houle.Streams.Tests.Oracle;
using Houle.Streams.Topology;
using Stream = Houle.Events.Stream;

namespace Houle.Streams.Tests.Detect;

/// <summary>Four days of posts in two cities, sparse enough for a test: on the last one a sound swells in Liège, then in Huy, and
/// complaints about a brand come; some events come late, and some counts name nobody.</summary>
internal static class BurstFeed
{
    public const long StartMs = 1_764_547_200_000; // 2025-12-01T00:00Z: the past, for the log of tests

    private const int StudentEvery = 5;

    private const long Day = 86_400_000, Hour = 3_600_000, Minute = 60_000;

    /// <summary>Two days are silent, and nothing more is asked for, so that a test need not be long.</summary>
    public static DetectionOptions Detection { get; } = new() { LearningDays = 2, PeopleMin = 3, CheckpointBytesMin = 60_000, Links = true };

    public static TopologyOptions Options(int sourcePartitions, int activityPartitions, int shards = 1) => new()
    {
        Streams = [StreamOptions.Defaults[0] with { Partitions = sourcePartitions, DuplicateHorizonMs = 0 }],
        ActivityPartitions = activityPartitions, ShardsAboveCity = shards, CreatorsMax = 0, Detection = Detection,
    };

    /// <param name="partitions">Among which the events are dealt out; each stays in order of time.</param>
    /// <param name="late">Whether some events come too late for their minute.</param>
    /// <param name="students">Whether the swell in Liège is one of students alone.</param>
    public static List<PlainStream> Make(int seed, int partitions, bool late, bool students = false)
    {
        Random random = new(seed);
        List<PlainEvent> events = [];
        for (long at = 0; at < 4 * Day; at += random.NextInt64(3 * Minute)) events.Add(Usual(random, at));
        Swell(random, events, "be/liege", (3 * Day) + (9 * Hour), 140, students ? StudentEvery : 1);
        Swell(random, events, "be/huy", (3 * Day) + (12 * Hour), 90, 1);
        for (int i = 0; i < 120; i++)
        {
            events.Add(new PlainEvent
            {
                Form = EventForm.Event, TimeMs = StartMs + (3 * Day) + (15 * Hour) + random.NextInt64(2 * Hour), City = "be/liege", Person = $"c{random.Next(100)}",
                Entities = [(EntityKind.Brand, "parcels-inc")], Complaint = true,
            });
        }

        events.Sort((a, b) => a.TimeMs.CompareTo(b.TimeMs));
        List<PlainEvent>[] parts = [.. Enumerable.Range(0, partitions).Select(_ => new List<PlainEvent>())];
        for (int i = 0; i < events.Count; i++)
        {
            List<PlainEvent> part = parts[i % partitions];
            part.Add(events[i] with { EventId = $"e{i}", Segments = SegmentsOf(events[i].Person), Url = (i % 5) switch { 0 => null, 1 => $"ftp://posts.example/{i}", _ => $"https://posts.example/{i}" } });
            if (late && i > 500 && i % 50 == 0) part.Add(events[i] with { Segments = SegmentsOf(events[i].Person), EventId = $"late{i}", TimeMs = events[i].TimeMs - (20 * Minute) });
        }

        foreach (List<PlainEvent> part in parts) part.Add(new PlainEvent { Form = EventForm.Progress, TimeMs = StartMs + (4 * Day) + (6 * Hour) });
        return [new PlainStream(Stream.Social, parts)];
    }

    /// <summary>Every fifth of the hundred people is a student, every seventh has a family; some are both.</summary>
    public static IReadOnlyList<string> SegmentsOf(string? person)
    {
        if (person is null) return [];
        int number = int.Parse(person.AsSpan(1), CultureInfo.InvariantCulture);
        return [.. number % 7 == 0 ? ["families"] : (string[])[], .. number % StudentEvery == 0 ? ["students"] : (string[])[], .. number == 3 ? ["runners"] : (string[])[]];
    }

    private static PlainEvent Usual(Random random, long at) => new()
    {
        Form = EventForm.Event, TimeMs = StartMs + at, City = random.Next(3) == 0 ? "be/huy" : "be/liege",
        Person = random.Next(12) == 0 ? null : $"c{random.Next(100)}", Complaint = random.Next(30) == 0,
        Format = (at / 1000 % 10) switch { < 6 => Format.Post, < 9 => Format.Story, _ => Format.ShortVideo }, Sponsored = at / 1000 % 25 == 0,
        Entities =
        [
            (EntityKind.Sound, $"s{random.Next(12)}"), (EntityKind.Hashtag, $"h{Math.Min(random.Next(30), random.Next(30))}"),
            .. random.Next(4) == 0 ? [(EntityKind.Brand, "parcels-inc")] : ((EntityKind, string)[])[], .. random.Next(25) == 0 ? [(EntityKind.Sound, "the-swell")] : ((EntityKind, string)[])[],
        ],
    };

    private static void Swell(Random random, List<PlainEvent> events, string city, long start, int posts, int every)
    {
        for (int i = 0; i < posts; i++)
        {
            events.Add(new PlainEvent
            {
                Form = EventForm.Event, TimeMs = StartMs + start + random.NextInt64(90 * Minute), City = city, Person = i % 6 == 0 && every == 1 ? "c7" : $"c{random.Next(100) / every * every}",
                Format = i % 5 == 0 ? Format.Post : Format.ShortVideo, Sponsored = i % 4 == 0,
                Entities = [(EntityKind.Sound, "the-swell"), (EntityKind.Hashtag, "swelling"), (EntityKind.Term, "wave")],
            });
        }
    }
}
