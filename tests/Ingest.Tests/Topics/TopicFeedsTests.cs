using Houle.Avro.Binary;
using Houle.Events;
using Houle.Ingest.Privacy;
using Houle.Ingest.Sessions;
using Houle.Ingest.Tests.Support;
using Houle.Ingest.Topics;
using Houle.Streams.Log;
using Houle.Streams.Topology;

namespace Houle.Ingest.Tests.Topics;

/// <summary>Records of a topic that others fill become what the same rows in a file become, once each, whenever their reader dies.</summary>
public sealed class TopicFeedsTests
{
    private const long Minute = 60_000;

    [Fact]
    public void Records_give_the_events_that_the_same_rows_give_from_a_file()
    {
        string[] rows = [.. Rows(seed: 3, 200), "not json", "{\"id\":\"no time\"}"];
        using TempFolder folder = new();
        using Ingested file = new();
        IngestReport report = file.Run(
            Ingested.Options with { Time = new FixedTime("2026-01-01T00:00:00Z") },
            new IngestInput(folder.Write("posts.jsonl", string.Join('\n', rows)), ForeignTopic.Feed()));
        report.Feeds[0].Other.ShouldBeGreaterThan(0);

        using ForeignTopic topic = new(partitions: 3);
        for (int i = 0; i < rows.Length; i++) topic.Send(i % 3, rows[i]);
        using (TopicFeeds feeds = topic.Open()) topic.RunToEnd(feeds);

        Mentions(topic.Log).ShouldBe(Mentions(file.Log));
        Account(topic.Log).ShouldBe((report.Rows - report.Feeds[0].Events, report.Feeds[0].DeadLettered, report.Feeds[0].Other));
        string[] letters = Letters(topic.Log);
        letters.ShouldBe(
        [
            "unreadable_row feed:posts shop.posts 2 66 shop.posts/2@66: the record is not JSON: at byte 1 'not json'",
            "invalid feed:posts shop.posts 0 67 shop.posts/0@67: at is empty; a row needs a time '{\"id\":\"no time\"}'",
        ], ignoreOrder: true);
    }

    [Fact]
    public void Reader_killed_before_or_after_any_commit_leaves_every_event_once()
    {
        string[] rows = [.. Rows(seed: 4, 60), "poison"];
        using ForeignTopic calm = new(partitions: 2);
        Feed(calm, rows, calm.Open());
        List<string> expected = Mentions(calm.Log);
        for (int failAt = 1; failAt <= 7; failAt++)
        {
            foreach (bool after in (bool[])[false, true])
            {
                using ForeignTopic topic = new(partitions: 2);
                int sent = 0;
                Should.Throw<LogException>(() => sent = Feed(topic, rows, topic.Open(new FailingLog(topic.Log, failAt, after))));
                using (TopicFeeds again = topic.Open()) topic.RunToEnd(again);
                foreach (string left in rows.Skip(Sent(topic))) topic.Send(0, left);
                using (TopicFeeds last = topic.Open()) topic.RunToEnd(last);
                string where = $"killed at commit {failAt}, {(after ? "after" : "before")} it";
                Mentions(topic.Log).ShouldBe(expected, where);
                Account(topic.Log).ShouldBe(Account(calm.Log), where);
                Letters(topic.Log).Length.ShouldBe(1, where);
            }
        }
    }

    [Fact]
    public void Partitions_that_lag_behind_one_another_are_merged_by_event_time()
    {
        using ForeignTopic topic = new(partitions: 2);
        for (int hour = 0; hour < 50; hour++)
        {
            topic.Send(0, ForeignTopic.Post(hour, ForeignTopic.StartMs + (hour * 60 * Minute)));
            for (int i = 0; i < 4; i++) topic.Send(1, ForeignTopic.Post(100 + (hour * 4) + i, ForeignTopic.StartMs + (hour * 60 * Minute)));
        }

        using (TopicFeeds feeds = topic.Open()) topic.RunToEnd(feeds);
        List<long> times = [];
        Ingested.Each(topic.Log, TopicNames.Social, (partition, record) =>
        {
            if (partition == 0 && Ingested.Is(record, Mention.Fingerprint)) times.Add(Mention.Read(SingleObject.Body(record.Value)).OccurredAtMs);
        });
        times.Count.ShouldBeGreaterThan(20);
        times.ShouldBe(times.Order());
    }

    [Fact]
    public void Quiet_feed_lets_time_go_on_at_the_clocks_pace_after_the_idle_time()
    {
        using ForeignTopic topic = new(partitions: 2);
        topic.Send(0, ForeignTopic.Post(1, ForeignTopic.StartMs));
        using TopicFeeds feeds = topic.Open();
        topic.RunToEnd(feeds);
        Progress(topic.Log).ShouldBeEmpty(); // partition 1 has said nothing, and is not idle yet

        topic.Time.Advance(TimeSpan.FromMilliseconds(ForeignTopic.Social.IdleMs));
        topic.RunToEnd(feeds);
        Progress(topic.Log).Max().ShouldBeInRange(ForeignTopic.StartMs, ForeignTopic.StartMs + 10);
        topic.Time.Advance(TimeSpan.FromMinutes(2));
        topic.RunToEnd(feeds);
        Progress(topic.Log).Max().ShouldBeInRange(ForeignTopic.StartMs + (2 * Minute), ForeignTopic.StartMs + (2 * Minute) + 20);
        Progress(topic.Log).Count.ShouldBe(2 * ForeignTopic.Social.Partitions);
    }

    [Fact]
    public void Quiet_feed_that_is_taken_over_goes_on_from_the_time_that_was_announced()
    {
        using ForeignTopic topic = new(partitions: 1);
        topic.Send(0, ForeignTopic.Post(1, ForeignTopic.StartMs));
        using (TopicFeeds first = topic.Open()) topic.RunToEnd(first);
        using TopicFeeds second = topic.Open();
        topic.RunToEnd(second);
        topic.Time.Advance(TimeSpan.FromMilliseconds(ForeignTopic.Social.IdleMs));
        topic.RunToEnd(second);
        topic.Time.Advance(TimeSpan.FromMinutes(3));
        topic.RunToEnd(second);
        Progress(topic.Log).Max().ShouldBeInRange(ForeignTopic.StartMs + (3 * Minute), ForeignTopic.StartMs + (3 * Minute) + 20);
    }

    [Fact]
    public void Partition_that_is_added_is_read_from_its_start()
    {
        using ForeignTopic topic = new(partitions: 1);
        using TopicFeeds feeds = topic.Open();
        topic.Log.EnsureTopic(new TopicDefinition(ForeignTopic.Topic, 2));
        topic.Send(1, ForeignTopic.Post(1, ForeignTopic.StartMs));
        topic.RunToEnd(feeds);
        Mentions(topic.Log).ShouldBeEmpty();
        topic.Time.Advance(TimeSpan.FromMinutes(1));
        topic.RunToEnd(feeds);
        Mentions(topic.Log).Count.ShouldBe(1);
    }

    [Fact]
    public void Other_keys_of_pseudonyms_are_refused()
    {
        using TempFolder folder = new();
        using ForeignTopic topic = new(partitions: 1);
        topic.Send(0, ForeignTopic.Post(1, ForeignTopic.StartMs));
        using (TopicFeeds feeds = topic.Open()) topic.RunToEnd(feeds);
        topic.Options = topic.Options with { Keys = PseudonymKeys.LoadOrCreate(folder.File("other.keys")) };
        Should.Throw<IngestException>(() => topic.Open()).Message.ShouldContain("privacy.keys_file");
    }

    [Fact]
    public void Topic_that_does_not_exist_is_named()
    {
        using Ingested none = new();
        Should.Throw<IngestException>(() => new TopicFeeds(none.Log, ForeignTopic.Social, [ForeignTopic.Feed()], Ingested.Options))
            .Message.ShouldBe("topic shop.posts does not exist; feed posts reads it: create it, or correct the feed's topic");
    }

    /// <summary>Sends rows a few at a time, with a commit after each few.</summary>
    private static int Feed(ForeignTopic topic, string[] rows, TopicFeeds feeds)
    {
        using (feeds)
        {
            for (int i = 0; i < rows.Length; i++)
            {
                topic.Send(i % 2, rows[i]);
                if (i % 8 == 7 || i == rows.Length - 1) topic.RunToEnd(feeds);
            }
        }

        return rows.Length;
    }

    private static int Sent(ForeignTopic topic) => Enumerable.Range(0, 2).Sum(partition => (int)topic.Log.Range(new TopicPartition(ForeignTopic.Topic, partition)).End);

    private static IEnumerable<string> Rows(int seed, int count)
    {
        Random random = new(seed);
        return Enumerable.Range(0, count).Select(i =>
            ForeignTopic.Post(i, ForeignTopic.StartMs + (i * 1000) + random.Next(10_000), random.Next(10) == 0 ? "deleted" : "live"));
    }

    /// <summary>Partition, key and value of every mention, sorted.</summary>
    private static List<string> Mentions(ILog log)
    {
        List<string> all = [];
        Ingested.Each(log, TopicNames.Social, (partition, record) =>
        {
            if (Ingested.Is(record, Mention.Fingerprint)) all.Add($"{partition} {Ingested.Text(record.Key)} {Convert.ToHexString(record.Value)}");
        });
        all.Sort(StringComparer.Ordinal);
        return all;
    }

    private static List<long> Progress(ILog log)
    {
        List<long> all = [];
        Ingested.Each(log, TopicNames.Social, (_, record) =>
        {
            if (Ingested.Is(record, Houle.Events.Progress.Fingerprint)) all.Add(Houle.Events.Progress.Read(SingleObject.Body(record.Value)).StreamTimeMs);
        });
        return all;
    }

    private static (long Read, long DeadLettered, long Other) Account(ILog log)
    {
        (long Read, long DeadLettered, long Other) sum = default;
        Ingested.Each(log, TopicNames.Accounting, (_, record) =>
        {
            Accounting row = Accounting.Read(SingleObject.Body(record.Value));
            sum = (sum.Read + row.ReadValue, sum.DeadLettered + row.DeadLettered, sum.Other + row.Other);
        });
        return sum;
    }

    private static string[] Letters(ILog log)
    {
        List<string> all = [];
        Ingested.Each(log, TopicNames.DeadLetters, (_, record) =>
        {
            DeadLetter letter = DeadLetter.Read(SingleObject.Body(record.Value));
            all.Add($"{Ingested.Text(letter.Reason)} {Ingested.Text(letter.Source)} {Ingested.Text(letter.File)} {letter.Partition} {letter.Position} {Ingested.Text(letter.Detail)} '{Ingested.Text(letter.Value)}'");
        });
        return [.. all];
    }
}
