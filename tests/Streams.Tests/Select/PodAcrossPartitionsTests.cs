using System.Globalization;
using System.Text;
using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams.Tests.Detect;
using Houle.Streams.Tests.Oracle;
using Houle.Streams.Topology;
using Stream = Houle.Events.Stream;

namespace Houle.Streams.Tests.Select;

/// <summary>Groups that comment in step on pages of several partitions are one pod, and are found whichever partitions these are.</summary>
public sealed class PodAcrossPartitionsTests(ITestOutputHelper output)
{
    private const long Day = 86_400_000, Hour = 3_600_000;
    private const int PageCount = 24, PodPagesCount = 6; // of two pods, three pages each; the next six have live chats of their own

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Pods_are_the_same_pages_whatever_partitions_they_are_in(int seed)
    {
        List<string> together = Pods(seed, 1, 1);
        for (int partitions = 2; partitions <= 6; partitions += 2)
        {
            List<string> apart = Pods(seed, partitions, seed);
            output.WriteLine($"{partitions} partitions: {string.Join(", ", apart)}");
            apart.ShouldBe(together, $"{partitions} partitions");
        }

        together.Select(one => one.Split(' ')[0]).ShouldBe(Enumerable.Range(0, PodPagesCount).Select(Page));
        together.Select(one => one.Split(' ')[1]).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public void Pods_are_equal_however_the_work_is_cut_and_killed()
    {
        HashSet<string> hashes = [];
        for (int seed = 0; seed < 6; seed++)
        {
            TopologyOptions options = Options(3, activityPartitions: 1 + (seed % 3));
            options = options with { Detection = options.Detection! with { CheckpointBytesMin = seed % 2 == 0 ? 1 : 20_000 } };
            Harness harness = new(seed, options, Feed(9, 3), faults: seed % 2 == 0);
            harness.Run(crashRate: 0.005 * (seed % 3), standby: 0.2 * (seed % 2));
            hashes.Add(OutputHash.Of(harness.Log));
        }

        hashes.Count.ShouldBe(1);
    }

    /// <summary>Pages that were found in a pod, each with the first page of it: what a pod is called depends on which pages met first.</summary>
    private static List<string> Pods(int seed, int partitions, int activityPartitions)
    {
        Harness harness = new(seed, Options(partitions, activityPartitions), Feed(seed, partitions), faults: false);
        harness.Run(crashRate: 0);
        SortedDictionary<string, string> pods = new(StringComparer.Ordinal);
        foreach (byte[] value in harness.Values(TopicNames.AudienceQuality))
        {
            AudienceQuality quality = AudienceQuality.Read(SingleObject.Body(value));
            if (quality.Anomaly == Anomaly.Pod) pods[Encoding.UTF8.GetString(quality.Creator)] = Encoding.UTF8.GetString(quality.Pod);
        }

        return [.. pods.Select(pod => $"{pod.Key} {pods.First(first => first.Value == pod.Value).Key}")];
    }

    private static TopologyOptions Options(int partitions, int activityPartitions) =>
        BurstFeed.Options(partitions, activityPartitions) with { CreatorsMax = 1_000 };

    private static string Page(int number) => string.Create(CultureInfo.InvariantCulture, $"page-{number:00}");

    /// <summary>Four days of comments. Pages of a pod are in different partitions where there are several.</summary>
    private static List<PlainStream> Feed(int seed, int partitions)
    {
        Random random = new(seed);
        List<PlainEvent>[] parts = [.. Enumerable.Range(0, partitions).Select(_ => new List<PlainEvent>())];
        for (int page = 0; page < PageCount; page++)
        {
            List<PlainEvent> comments = [];
            void Add(long at, int person) => comments.Add(new PlainEvent
            {
                Form = EventForm.Event, TimeMs = BurstFeed.StartMs + at, City = "be/liege", Page = Page(page), Person = string.Create(CultureInfo.InvariantCulture, $"u{person}"),
            });
            for (int day = 0; day < 4; day++)
            {
                for (int i = 0; i < 6; i++) Add((day * Day) + random.NextInt64(Day), random.Next(3) == 0 ? (page * 1_000) + random.Next(8) : 1_000_000 + random.Next(1_000_000));
                long at = (day * Day) + (4 * Hour) + random.NextInt64(12 * Hour);
                if (page < PodPagesCount) for (int i = 0; i < 25; i++) Add(at += random.Next(1_500), 2_000_000 + (page % 2 * 100) + i);
                else if (page < 2 * PodPagesCount) for (int i = 0; i < 40; i++) Add(at += random.Next(1_500), (page * 1_000) + random.Next(60)); // a live chat
            }

            parts[page / 2 % partitions].AddRange(comments);
        }

        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = [.. parts[i].OrderBy(one => one.TimeMs).Select((one, at) => one with { EventId = string.Create(CultureInfo.InvariantCulture, $"p{i}-{at}") })];
            parts[i].Add(new PlainEvent { Form = EventForm.Progress, TimeMs = BurstFeed.StartMs + (5 * Day) });
        }

        return [new PlainStream(Stream.Social, parts)];
    }
}
