using System.Text;
using Houle.Avro.Binary;
using Houle.Avro.Schemas;
using Houle.Events;
using Houle.Ingest.Tests.Support;
using Houle.Ingest.Topics;
using Houle.Streams.Log;
using Houle.Streams.Topology;

namespace Houle.Ingest.Tests.Topics;

/// <summary>Records that cannot be used become dead letters with where they stand, and those after them count; Avro is read by the
/// registry's schema.</summary>
public sealed class RecordRowsTests
{
    private const string AvroYaml = """
        event: mention
        format: avro
        topic: shop.posts
        time: { column: at, format: unix_ms }
        fields: { event_id: id, platform: { constant: instagram }, creator: author.name }
        """;

    private const string AvroSchema = """
        {"type":"record","name":"Post","fields":[
          {"name":"id","type":"string"},
          {"name":"at","type":{"type":"long","logicalType":"timestamp-micros"}},
          {"name":"author","type":{"type":"record","name":"Author","fields":[{"name":"name","type":["null","string"]}]}}]}
        """;

    private static readonly long NowMs = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    [Theory]
    [InlineData("[1]", "unreadable_row", "the record is not a JSON object")]
    [InlineData("{\"id\":\"a\"", "unreadable_row", "the record is not JSON: at byte 9")]
    [InlineData("{\"id\":\"a\"} x", "unreadable_row", "the record is not JSON: at byte 11")]
    [InlineData("{\"id\":\"a\",\"at\":\"soon\"}", "invalid", "the time 'soon' is not as the feed says (unix_ms)")]
    [InlineData("{\"id\":\"a\",\"at\":1}", "invalid", "the time '1' is before 2000")]
    [InlineData("{\"id\":\"a\",\"at\":1767229200001}", "too_far_ahead", "the time '1767229200001' is more than an hour in the future")]
    public void Record_that_cannot_be_used_is_a_dead_letter_with_its_place(string value, string reason, string detail)
    {
        using ForeignTopic topic = new(partitions: 1);
        topic.Send(0, value, NowMs + 86_400_000); // its producer's clock is a day ahead: ours says what is in the future
        topic.Send(0, ForeignTopic.Post(1, ForeignTopic.StartMs));
        using (TopicFeeds feeds = topic.Open()) topic.RunToEnd(feeds);
        Letters(topic.Log).ShouldBe([(reason, $"shop.posts/0@0: {detail}", 0)]);
        Mentions(topic.Log).ShouldBe(1);
    }

    [Fact]
    public void Record_over_a_mebibyte_is_a_dead_letter_and_a_tombstone_is_other()
    {
        using ForeignTopic topic = new(partitions: 1);
        topic.Send(0, new byte[(1 << 20) + 1]);
        topic.Send(0, (byte[]?)null);
        topic.Send(0, [0xFF, 0xFE]);
        using (TopicFeeds feeds = topic.Open()) topic.RunToEnd(feeds);
        Letters(topic.Log).Select(letter => letter.Detail).ShouldBe(
            ["shop.posts/0@0: the record has 1048577 bytes; a row may have 1 MiB", "shop.posts/0@2: the record is not UTF-8"]);
        long other = 0;
        Ingested.Each(topic.Log, TopicNames.Accounting, (_, record) => other += Accounting.Read(SingleObject.Body(record.Value)).Other);
        other.ShouldBe(1);
    }

    [Fact]
    public void Avro_records_are_read_by_the_schema_that_they_name()
    {
        using ForeignTopic topic = new(partitions: 1);
        topic.Options = topic.Options with { FindSchema = id => id == 7 ? (Schema.Parse(AvroSchema), "") : (null, $"the registry has no schema {id}") };
        topic.Send(0, Avro(7, "a1", "anna"));
        topic.Send(0, Avro(8, "a2", "anna"));
        topic.Send(0, Encoding.UTF8.GetBytes("{}"));
        topic.Send(0, Avro(7, "a3", "anna")[..^2]);
        using (TopicFeeds feeds = topic.Open(yaml: AvroYaml)) topic.RunToEnd(feeds);
        Mentions(topic.Log).ShouldBe(1);
        List<(string Reason, string Detail, long Position)> letters = Letters(topic.Log);
        letters.Select(letter => (letter.Reason, letter.Position)).ShouldBe([("unknown_schema", 1), ("unknown_schema", 2), ("unreadable_row", 3)]);
        letters[0].Detail.ShouldBe("shop.posts/0@1: the registry has no schema 8");
    }

    private static byte[] Avro(int schema, string id, string author)
    {
        ByteBuffer to = new(64);
        ConfluentFrame.WriteHeader(to, schema);
        AvroWriter writer = new(to);
        writer.WriteBytes(Encoding.UTF8.GetBytes(id));
        writer.WriteLong(ForeignTopic.StartMs * 1000);
        writer.WriteLong(1);
        writer.WriteBytes(Encoding.UTF8.GetBytes(author));
        return to.Written.ToArray();
    }

    private static int Mentions(ILog log)
    {
        int count = 0;
        Ingested.Each(log, TopicNames.Social, (_, record) => count += Ingested.Is(record, Mention.Fingerprint) ? 1 : 0);
        return count;
    }

    private static List<(string Reason, string Detail, long Position)> Letters(ILog log)
    {
        List<(string, string, long)> all = [];
        Ingested.Each(log, TopicNames.DeadLetters, (_, record) =>
        {
            DeadLetter letter = DeadLetter.Read(SingleObject.Body(record.Value));
            all.Add((Ingested.Text(letter.Reason), Ingested.Text(letter.Detail), letter.Position));
        });
        return all;
    }
}
