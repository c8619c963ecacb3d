using System.Security.Cryptography;
using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams.Detect;
using Houle.Streams.Tests.Oracle;
using Houle.Streams.Topology;
using Stream = Houle.Events.Stream;

namespace Houle.Streams.Tests;

/// <summary>A second stream of a kind, whose events come long after those of the first (a nightly file of sales): each closes on its own
/// watermark, nothing is lost, and the output is one however the work is cut.</summary>
public sealed class SlowStreamTests
{
    private const long StartMs = 1_764_547_200_000, Minute = 60_000;

    private static readonly TopologyOptions Options = new()
    {
        Streams =
        [
            StreamOptions.Defaults[2] with { Partitions = 2, GraceMs = Minute },
            StreamOptions.Defaults[2] with { Partitions = 3, GraceMs = 5 * Minute, Topic = "shop.nightly", Ordinal = 1 },
        ],
        ActivityPartitions = 2, Detection = null,
    };

    [Fact]
    public void Streams_of_one_kind_are_counted_side_by_side_however_the_work_is_cut_and_killed()
    {
        List<PlainStream> streams = [Sales(1, 2), Sales(2, 3)];
        Dictionary<(string, long), long> expected = streams.SelectMany(stream => stream.Partitions).SelectMany(events => events).Where(e => e.Form == EventForm.Event)
            .GroupBy(e => (e.City!, e.TimeMs / Minute * Minute)).ToDictionary(window => window.Key, window => window.Sum(e => e.A));
        HashSet<string> ways = [];
        for (int seed = 0; seed < 8; seed++)
        {
            Harness harness = new(seed, Options, streams, faults: seed % 2 == 0);
            harness.Run(crashRate: 0.01 * (seed % 3), standby: 0.2 * (seed % 2));
            Dictionary<(string, long), long> actual = [];
            int records = 0;
            foreach (byte[] value in harness.Values(TopicNames.CityWindows))
            {
                CityWindow window = CityWindow.Read(SingleObject.Body(value));
                if (window.Level != CellLevel.City) continue;
                (string, long) key = (System.Text.Encoding.UTF8.GetString(window.Cell), window.WindowStartMs);
                actual[key] = actual.GetValueOrDefault(key) + window.Totals.Units;
                records++;
            }

            actual.ShouldBe(expected, ignoreOrder: true, $"seed {seed}");
            records.ShouldBeGreaterThan(expected.Count, "windows of both streams");
            ways.Add(Convert.ToHexString(SHA256.HashData([.. harness.Values(TopicNames.CityWindows).Select(SHA256.HashData).OrderBy(Convert.ToHexString, StringComparer.Ordinal).SelectMany(digest => digest)])));
        }

        ways.Count.ShouldBe(1);
    }

    [Fact]
    public void Watermark_of_a_stream_knows_no_other_of_its_kind()
    {
        Watermarks watermarks = new(Options.Streams);
        watermarks.Advance(Stream.Sales, 0, 0, 50).ShouldBeFalse();
        watermarks.Advance(Stream.Sales, 0, 1, 40).ShouldBeTrue();

        watermarks.Of(Stream.Sales).ShouldBe(40);
        watermarks.Of(Stream.Sales, 1).ShouldBe(Watermarks.None);
        Should.Throw<InvalidDataException>(() => watermarks.Advance(Stream.Sales, 0, 2, 1)).Message.ShouldContain("raise streams.partitions");
        Should.Throw<ArgumentException>(() => new Watermarks([Options.Streams[0], Options.Streams[0]])).Message.ShouldContain("houle.sales");
    }

    private static PlainStream Sales(int seed, int partitions)
    {
        Random random = new(seed);
        List<PlainEvent>[] parts = [.. Enumerable.Range(0, partitions).Select(_ => new List<PlainEvent>())];
        for (int i = 0; i < 600; i++)
        {
            parts[i % partitions].Add(new PlainEvent
            {
                Form = EventForm.Event, EventId = $"{seed}-{i}", TimeMs = StartMs + (i * 6_000L), City = random.Next(2) == 0 ? "be/liege" : "be/huy",
                A = 1 + random.Next(3), Entities = [(EntityKind.Product, $"p{random.Next(5)}")],
            });
        }

        foreach (List<PlainEvent> part in parts) part.Add(new PlainEvent { Form = EventForm.Progress, TimeMs = StartMs + (120 * Minute) });
        return new PlainStream(Stream.Sales, parts);
    }
}
