using Confluent.Kafka;
using Houle.Avro.Binary;
using Houle.Avro.Resolution;
using Houle.Events;
using Houle.Streams.Observe;

namespace Houle.Streams.Kafka.Tests.Input;

/// <summary>What other people's producers put into a topic, on a real broker: each record is counted or a dead letter that says why,
/// what stands around it is not harmed, and the accounts add up.</summary>
public sealed class PoisonTests(KafkaBroker broker)
{
    private const long Minute = 60_000;
    private const int LetterKeyMax = 4_096, LetterValueMax = 65_536;

    private static readonly long Now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / Minute * Minute;

    [Fact]
    public void Poison_and_tombstones_become_dead_letters_between_mentions_that_all_count()
    {
        using Deployment deployment = new(broker.Bootstrap, partitions: 1) { Registered = new OnlySeven() };
        using ForeignTopic topic = new(broker.Bootstrap, deployment.Source, 1);
        byte[] good = ForeignTopic.Mention("x", Now, "fr/paris");
        (byte[]? Value, string? Reason)[] records =
        [
            ([], "unknown_schema"), // empty is not null
            ("hello"u8.ToArray(), "unknown_schema"),
            ([0xC3, 0x01, 1, 2, 3, 4, 5, 6, 7, 8, 9], "unknown_schema"), // a fingerprint of nobody's
            ([0, 0, 0, 0, 9, .. good[10..]], "unknown_schema"), // an id that the registry does not have
            ([0, 0, 0], "unknown_schema"), // a frame cut short
            (good[..^3], "malformed"),
            (good[..10], "malformed"),
            ([.. good[..10], .. Enumerable.Repeat((byte)0xFF, 40)], "malformed"), // lengths that never end
            (ForeignTopic.Mention("", Now, "fr/paris"), "invalid"),
            (ForeignTopic.Mention("capital", Now, "fr/PARIS"), "invalid"),
            (ForeignTopic.Mention(new string('i', 257), Now, "fr/paris"), "invalid"),
            (SaleBytes(), "wrong_stream"),
            (null, null), // a tombstone: read, and nothing to count
        ];
        int mentions = 0;
        foreach ((byte[]? value, string? _) in records)
        {
            topic.SendMention(0, $"m{mentions++}", Now, "fr/paris");
            topic.Send(0, value, value is null ? "c1"u8.ToArray() : null);
        }

        topic.Send(0, null); // neither key nor value
        topic.Send(0, [0, 0, 0, 0, 7, .. ForeignTopic.Mention("framed", Now, "fr/paris")[10..]], "c1"u8.ToArray());
        topic.SendMention(0, "closer", Now + (2 * Minute), "fr/paris", Now + (2 * Minute));
        deployment.RunToEnd();

        List<Letter> letters = deployment.DeadLetters();
        letters.Select(letter => letter.Reason).ShouldBe(records.Where(record => record.Reason is not null).Select(record => record.Reason!));
        letters.ShouldAllBe(letter => letter.Detail.Length > 10);
        letters.Single(letter => letter.Detail.Contains("id 9", StringComparison.Ordinal)).Position.ShouldBe(7);
        letters.Select(letter => letter.ValueBytes).ShouldBe(records.Where(record => record.Value is not null).Select(record => record.Value!.Length));
        HourAccount account = deployment.Account();
        account.Read.ShouldBe(topic.Count);
        account.Accepted.ShouldBe(mentions + 2);
        account.DeadLettered.ShouldBe(letters.Count);
        account.Other.ShouldBe(2); // the tombstones
        deployment.Windows().ShouldBe([(Now, "fr/paris", mentions + 1L)]);

        // Another start reads none of it again.
        deployment.RunToEnd();
        deployment.Account().Read.ShouldBe(topic.Count);
        deployment.DeadLetters().Count.ShouldBe(letters.Count);
    }

    [Fact]
    public void Records_over_our_limit_leave_dead_letters_that_fit_with_their_reason()
    {
        const int ours = 300_000, theirs = 8 << 20;
        using Deployment deployment = new(broker.Bootstrap, partitions: 1) { RecordBytesMax = ours };
        using ForeignTopic topic = new(broker.Bootstrap, deployment.Source, 1, theirs);
        byte[] large = new byte[6_000_000];
        new Random(1).NextBytes(large);
        topic.SendMention(0, "before", Now, "fr/paris");
        topic.Send(0, large);
        topic.Send(0, "no value of ours"u8.ToArray(), large[..1_000_000]);
        topic.Send(0, large[..2_000_000], large[..2_000_000]);
        topic.Send(0, null, large[..1_000_000]);
        topic.SendMention(0, "after", Now, "fr/paris");
        topic.SendMention(0, "closer", Now + (2 * Minute), "fr/paris", Now + (2 * Minute));
        deployment.RunToEnd();

        List<Letter> letters = deployment.DeadLetters();
        letters.Select(letter => (letter.Position, letter.Reason, letter.KeyBytes, letter.ValueBytes)).ShouldBe(
        [
            (1, "unknown_schema", -1, LetterValueMax), (2, "unknown_schema", LetterKeyMax, 16), (3, "unknown_schema", LetterKeyMax, LetterValueMax),
        ]);
        letters.ShouldAllBe(letter => letter.Bytes < ours);
        deployment.Account().Read.ShouldBe(topic.Count);
        deployment.Windows().ShouldBe([(Now, "fr/paris", 2)]);
    }

    [Fact]
    public void Clocks_that_disagree_cost_a_dead_letter_and_never_the_watermark()
    {
        using Deployment deployment = new(broker.Bootstrap, partitions: 2);
        using ForeignTopic topic = new(broker.Bootstrap, deployment.Source, 2);
        topic.SendMention(0, "right", Now, "fr/paris");
        topic.SendMention(0, "a day ahead", Now + (1440 * Minute), "fr/paris");
        topic.SendMention(0, "far ahead", long.MaxValue / 2, "fr/paris");
        topic.SendMention(0, "from another epoch", 86_400_000, "fr/paris");
        topic.SendMention(0, "before all time", -1, "fr/paris");
        topic.SendMention(0, "producer in the past", Now, "fr/paris", Now - (120 * Minute)); // it stands 2 h ahead of its record
        topic.SendMention(0, "an hour late", Now - (59 * Minute), "fr/paris"); // late, within the duplicates' horizon
        topic.SendMention(0, "a year late", Now - (525_600 * Minute), "fr/paris");
        topic.Send(0, ProgressBytes(Now + (1440 * Minute)));
        topic.SendMention(1, "other clock", Now - (10 * Minute), "fr/lyon"); // ten minutes behind: its own partition's time
        foreach (int partition in (int[])[0, 1]) topic.SendMention(partition, $"closer {partition}", Now + (2 * Minute), "fr/paris", Now + (2 * Minute));
        deployment.RunToEnd();

        deployment.DeadLetters().Select(letter => (letter.Position, letter.Reason)).ShouldBe(
        [
            (1, "too_far_ahead"), (2, "too_far_ahead"), (3, "invalid"), (4, "invalid"), (5, "too_far_ahead"), (7, "unverifiable"), (8, "too_far_ahead"),
        ]);
        HourAccount account = deployment.Account();
        account.Read.ShouldBe(topic.Count);
        account.Accepted.ShouldBe(5);
        account.Late.ShouldBe(1);
        deployment.Windows().ShouldBe([(Now - (59 * Minute), "fr/paris", 1), (Now - (10 * Minute), "fr/lyon", 1), (Now, "fr/paris", 1)]);
    }

    /// <summary>An event is held against its record's timestamp, and so somebody must hold that against the time: the broker does.</summary>
    [Fact]
    public void Topic_that_takes_any_timestamp_is_reported_and_the_brokers_default_refuses_one_a_day_ahead()
    {
        using Deployment deployment = new(broker.Bootstrap, partitions: 1);
        using (ForeignTopic strict = new(broker.Bootstrap, deployment.Source, 1))
        {
            Should.Throw<ProduceException<byte[], byte[]>>(() => strict.SendMention(0, "ahead", Now + (1440 * Minute), "fr/paris", Now + (1440 * Minute)))
                .Error.Code.ShouldBe(ErrorCode.InvalidTimestamp);
            deployment.RunToEnd();
            deployment.Reports.ShouldNotContain(line => line.Contains("message.timestamp", StringComparison.Ordinal));
        }

        using Deployment open = new(broker.Bootstrap, partitions: 1);
        using ForeignTopic lax = new(
            broker.Bootstrap, open.Source, 1, settings: new Dictionary<string, string> { ["message.timestamp.after.max.ms"] = $"{long.MaxValue}" });
        open.RunToEnd();
        open.Reports.ShouldContain(
            $"topic {open.Source} takes records stamped any time ahead (message.timestamp.after.max.ms): a producer whose clock is ahead " +
            "would close windows early; set it to 3600000, or message.timestamp.type to LogAppendTime");
    }

    private static byte[] SaleBytes()
    {
        ByteBuffer value = new(64);
        new Sale { EventId = "s1"u8, OccurredAtMs = Now }.WriteSingleObject(value);
        return value.Written.ToArray();
    }

    private static byte[] ProgressBytes(long streamTimeMs)
    {
        ByteBuffer value = new(64);
        new Progress { StreamTimeMs = streamTimeMs }.WriteSingleObject(value);
        return value.Written.ToArray();
    }

    /// <summary>A registry with one schema: 7 is today's mention.</summary>
    private sealed class OnlySeven : IRegisteredSchemas
    {
        public KnownSchema? Find(int id, out string problem)
        {
            problem = id == 7 ? "" : $"the registry has no id {id}";
            return id == 7 ? Events.PublishedSchemas.Store.TryFind(Mention.Fingerprint, out KnownSchema? mention) ? mention : null : null;
        }
    }
}
