using System.Text;
using Houle.Ingest.Feeds;
using Houle.Ingest.Sessions;
using Houle.Ingest.Tests.Support;
using Houle.Ingest.Topics;
using Houle.Streams.Log;
using Houle.Streams.Log.Memory;
using Houle.Streams.Topology;

namespace Houle.Ingest.Tests.Topics;

/// <summary>A topic of posts that somebody else fills, keyed as it suits them, with people's ids as they are; and a feed that reads it.</summary>
internal sealed class ForeignTopic : IDisposable
{
    public const string Topic = "shop.posts";
    public const long StartMs = 1_750_000_020_000; // a full minute

    public const string Yaml = """
        event: mention
        format: jsonl
        topic: shop.posts
        time: { column: at, format: unix_ms }
        where: [state != deleted]
        fields:
          event_id: id
          platform: { constant: instagram }
          creator: author.name
          sounds: sound
        place: { city: town, country: { constant: be } }
        """;

    public ForeignTopic(int partitions)
    {
        Log = new MemoryLog(Time);
        foreach (TopicDefinition topic in HouleTopology.Topics(new TopologyOptions())) Log.EnsureTopic(topic);
        Log.EnsureTopic(new TopicDefinition(Topic, partitions));
        Options = Ingested.Options with { Time = Time, CommitIntervalMs = 1 };
    }

    public SteppedTime Time { get; } = new("2026-01-01T00:00:00Z");

    public MemoryLog Log { get; }

    public IngestOptions Options { get; set; }

    public static StreamOptions Social => StreamOptions.Defaults[0];

    public static string Post(int number, long atMs, string state = "live") =>
        $$"""{"id":"p{{number}}","at":{{atMs}},"author":{"name":"anna{{number % 7}}"},"sound":["s{{number % 3}}","s9"],"town":"Gent","state":"{{state}}"}""";

    public void Send(int partition, string? value, long? stampedMs = null) =>
        Send(partition, value is null ? null : Encoding.UTF8.GetBytes(value), stampedMs);

    public void Send(int partition, byte[]? value, long? stampedMs = null)
    {
        CommitBatch batch = new();
        TopicPartition to = new(Topic, partition);
        if (value is null) batch.AppendTombstone(to, stampedMs ?? CommitBatch.StampAtCommit, "k"u8);
        else batch.Append(to, stampedMs ?? CommitBatch.StampAtCommit, "any key"u8, value);
        using ILogProducer producer = Log.OpenProducer("theirs");
        producer.Commit(batch);
    }

    public TopicFeeds Open(ILog? log = null, string yaml = Yaml) => new(log ?? Log, Social, [Feed(yaml)], Options);

    public static FeedDefinition Feed(string yaml = Yaml)
    {
        FeedLoad load = FeedDefinition.Parse("feeds/posts.yaml", yaml);
        load.Errors.ShouldBeEmpty();
        return load.Definition!;
    }

    /// <summary>Steps until there is nothing left, and what was taken is committed.</summary>
    public void RunToEnd(TopicFeeds feeds)
    {
        for (int quiet = 0; quiet < 3;)
        {
            quiet = feeds.Step() ? 0 : quiet + 1;
            Time.Advance(TimeSpan.FromMilliseconds(1));
        }
    }

    public void Dispose() => Log.Dispose();
}
