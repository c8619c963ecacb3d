using Houle.Avro.Binary;
using Houle.Events;
using Houle.Ingest.Sessions;
using Houle.Ingest.Tests.Support;
using Houle.Streams;
using Houle.Streams.Topology;

namespace Houle.Ingest.Tests.Sessions;

/// <summary>In which order, with which Progress and into which partitions a session writes.</summary>
public sealed class SessionOrderTests
{
    private const string Feed = """
        event: mention
        time: { column: at }
        fields: { event_id: id, creator: who, platform: { constant: x } }
        """;

    [Fact]
    public void Files_are_merged_by_time_and_equal_times_keep_the_order_of_files_and_rows()
    {
        using TempFolder folder = new();
        string a = folder.Write("a.csv", "id,at,who\na1,2024-01-01T00:00:05Z,u\na2,2024-01-01T00:00:01Z,u\na3,2024-01-01T00:00:05Z,u\n");
        string b = folder.Write("b.csv", "id,at,who\nb1,2024-01-01T00:00:05Z,u\nb2,2024-01-01T00:00:00Z,u\n");
        using Ingested ingested = new();
        ingested.Run(Ingested.FeedOf(Feed), a, b);
        Ids(ingested).ShouldBe(["b2", "a2", "a1", "a3", "b1"]);

        using Ingested asIs = new();
        var feed = Ingested.FeedOf(Feed);
        asIs.Run(Ingested.Options with { AsIs = true }, new IngestInput(a, feed), new IngestInput(b, feed));
        Ids(asIs).ShouldBe(["a1", "a2", "a3", "b1", "b2"]);
    }

    [Fact]
    public void Rows_with_a_time_of_arrival_are_merged_by_it_and_what_is_behind_is_for_the_stages_to_find_late()
    {
        using TempFolder folder = new();
        const string Arrived = """
            event: mention
            time: { column: at, arrived: came }
            fields: { event_id: id, creator: who, platform: { constant: x } }
            """;
        string a = folder.Write("a.csv", "id,at,came,who\na1,2024-01-01T00:00:05Z,2024-01-01T00:00:06Z,u\na2,2024-01-01T00:00:00Z,2024-01-01T01:00:00Z,u\n");
        string b = folder.Write("b.csv", "id,at,came,who\nb1,2024-01-01T00:09:00Z,2024-01-01T00:09:01Z,u\nb2,2024-01-01T00:09:00Z,yesterday,u\n");
        using Ingested ingested = new();
        IngestReport report = ingested.Run(Ingested.Options with { CommitRows = 1 }, new IngestInput(a, Ingested.FeedOf(Arrived)), new IngestInput(b, Ingested.FeedOf(Arrived)));

        Ids(ingested).ShouldBe(["a1", "b1", "a2"]);
        report.FirstMs.ShouldBe(At("2024-01-01T00:00:00Z"));
        report.LastMs.ShouldBe(At("2024-01-01T00:09:00Z"));
        ingested.DeadLetters().Single().Detail.ShouldContain("b.csv:3: the time of arrival 'yesterday' is not as the feed says (iso)");
        // Nobody can say that all older has come before everything has: one Progress a partition, at the end.
        int progress = 0;
        Ingested.Each(ingested.Log, TopicNames.Social, (_, record) => progress += Ingested.Is(record, Progress.Fingerprint) ? 1 : 0);
        progress.ShouldBe(4);
        ingested.EachMention((in Mention m) =>
        {
            if (Ingested.Text(m.EventId) == "a2") m.OccurredAtMs.ShouldBe(At("2024-01-01T00:00:00Z"));
        });
    }

    [Fact]
    public void Every_commit_carries_Progress_into_every_partition_and_the_last_closes_all_windows()
    {
        using TempFolder folder = new();
        string rows = string.Concat(Enumerable.Range(0, 10).Select(i => $"e{i},2024-01-01T00:0{i}:30Z,u{i}\n"));
        using Ingested ingested = new();
        ingested.Run(
            Ingested.Options with { CommitRows = 4 },
            new IngestInput(folder.Write("a.csv", "id,at,who\n" + rows), Ingested.FeedOf(Feed)));

        long end = At("2024-01-01T00:10:00Z") + 30_000;
        long[] expected = [At("2024-01-01T00:03:30Z"), At("2024-01-01T00:07:30Z"), end];
        Dictionary<int, List<long>> seen = [];
        Ingested.Each(ingested.Log, TopicNames.Social, (partition, record) =>
        {
            if (!Ingested.Is(record, Progress.Fingerprint)) return;
            if (!seen.TryGetValue(partition, out List<long>? times)) seen[partition] = times = [];
            times.Add(Progress.Read(SingleObject.Body(record.Value)).StreamTimeMs);
        });
        seen.Keys.Order().ShouldBe([0, 1, 2, 3]);
        foreach (List<long> times in seen.Values) times.ShouldBe(expected);
        foreach (string topic in new[] { TopicNames.Sales, TopicNames.FootTraffic, TopicNames.Intents, TopicNames.Community })
            Ingested.Each(ingested.Log, topic, (_, _) => throw new InvalidOperationException($"{topic} is not fed by this session"));
    }

    [Fact]
    public void Mentions_go_to_the_partition_of_their_creator_and_comments_to_that_of_the_page()
    {
        using TempFolder folder = new();
        const string Comments = """
            event: mention
            time: { column: at }
            fields: { event_id: id, creator: who, parent_creator: page, format: kind, platform: { constant: x } }
            """;
        string rows = string.Concat(Enumerable.Range(0, 40).Select(i =>
            $"e{i},2024-01-01T00:00:00Z,u{i},p{i % 3},{(i % 2 == 0 ? "comment" : "post")}\n"));
        using Ingested ingested = new();
        ingested.Run(Ingested.FeedOf(Comments), folder.Write("a.csv", "id,at,who,page,kind\n" + rows));
        int mentions = 0;
        Ingested.Each(ingested.Log, TopicNames.Social, (partition, record) =>
        {
            if (!Ingested.Is(record, Mention.Fingerprint)) return;
            mentions++;
            Mention mention = Mention.Read(SingleObject.Body(record.Value));
            ReadOnlySpan<byte> key = mention.Format == Format.Comment ? mention.ParentCreator : mention.Creator;
            record.Key.SequenceEqual(key).ShouldBeTrue();
            partition.ShouldBe(Partitioner.Of(key, 4));
        });
        mentions.ShouldBe(40);
    }

    [Fact]
    public void Rows_without_an_id_get_one_that_the_same_file_always_gives()
    {
        using TempFolder folder = new();
        const string NoId = "event: mention\ntime: { column: at }\n";
        string path = folder.Write("a.csv", "at\n2024-01-01\n2024-01-01\n");
        using Ingested first = new();
        first.Run(Ingested.FeedOf(NoId), path);
        using Ingested second = new();
        second.Run(Ingested.FeedOf(NoId), folder.Write("renamed.csv", File.ReadAllBytes(path)));
        Ids(first).Distinct().Count().ShouldBe(2);
        Ids(second).ShouldBe(Ids(first));
    }

    private static List<string> Ids(Ingested ingested)
    {
        List<string> ids = [];
        ingested.EachMention((in Mention m) => ids.Add(Ingested.Text(m.EventId)));
        return ids;
    }

    private static long At(string time) => DateTimeOffset.Parse(time).ToUnixTimeMilliseconds();
}
