using System.Globalization;
using Confluent.Kafka;

namespace Houle.Streams.Kafka;

/// <summary>Makes the clients of one log: readers, group members, producers, each with the settings that its work needs.</summary>
internal sealed class KafkaClients(KafkaLogOptions options)
{
    // Kafka counts a batch's own frame too.
    private const int RecordOverheadBytes = 4096;

    // An empty fetch answers after this long at the latest: it bounds how late a reader learns that a partition ends.
    private const int FetchWaitMs = 20;

    private const string OwnersOf = "owners-of-";

    public KafkaLogOptions Options => options;

    /// <summary>A topic of the log as Kafka names it.</summary>
    public string Topic(string name) => options.ForeignTopics.Contains(name) ? name : options.TopicPrefix + name;

    /// <summary>A topic of Kafka as the log names it.</summary>
    public string NameOf(string topic) => options.ForeignTopics.Contains(topic) ? topic : topic[options.TopicPrefix.Length..];

    /// <summary>Whether a topic of Kafka is one of the log's.</summary>
    public bool IsOurs(string topic) => options.ForeignTopics.Contains(topic)
        || (topic.StartsWith(options.TopicPrefix, StringComparison.Ordinal) && !options.ForeignTopics.Contains(topic[options.TopicPrefix.Length..]));

    public string Group(string name) => $"{options.Name}-{name}";

    /// <summary>Whether a group, as Kafka names it, is such a register.</summary>
    public bool IsOwnersGroup(string kafkaGroup) => kafkaGroup.StartsWith(Group(OwnersOf), StringComparison.Ordinal);

    /// <summary>The group whose offsets are a register of that group's owners; nobody is a member of it.</summary>
    public string OwnersGroup(string name) => Group(OwnersOf + name);

    public string TransactionalId(string id) => $"{options.Name}.{id}";

    /// <summary>Reads partitions at offsets of our choosing, and asks for offsets; belongs to no group.</summary>
    public IConsumer<byte[], byte[]> Reader() => new ConsumerBuilder<byte[], byte[]>(Consumer("reader")).SetLogHandler(Ignore).Build();

    /// <summary>A member of a group: it never fetches.</summary>
    public ConsumerBuilder<byte[], byte[]> Member(string group, string transactionalId)
    {
        Dictionary<string, string> settings = Consumer(group);
        settings["client.id"] = TransactionalId(transactionalId); // a successor sees by it whether the owner still lives
        settings["partition.assignment.strategy"] = "cooperative-sticky";
        settings["session.timeout.ms"] = Text(options.SessionTimeoutMs);
        settings["heartbeat.interval.ms"] = Text(Math.Max(100, options.SessionTimeoutMs / 10));
        settings["max.poll.interval.ms"] = Text(Math.Max(300_000, options.SessionTimeoutMs));
        return new ConsumerBuilder<byte[], byte[]>(settings).SetLogHandler(Ignore);
    }

    public IProducer<byte[], byte[]> Producer(string kafkaTransactionalId)
    {
        Dictionary<string, string> settings = Settings();
        settings["transactional.id"] = kafkaTransactionalId;
        settings["client.id"] = kafkaTransactionalId;
        settings["transaction.timeout.ms"] = Text(options.TransactionTimeoutMs);
        // A transaction that begins while the last one's markers are being written is told to come again; librdkafka's 100 ms are more than
        // the markers take.
        settings.TryAdd("retry.backoff.ms", "5");
        settings.TryAdd("linger.ms", "1");
        settings["batch.size"] = "1000000";
        settings["batch.num.messages"] = "100000";
        settings["queue.buffering.max.messages"] = "1000000";
        settings["queue.buffering.max.kbytes"] = "262144";
        settings["message.max.bytes"] = Text(options.RecordBytesMax + RecordOverheadBytes);
        settings["compression.type"] = "lz4";
        return new ProducerBuilder<byte[], byte[]>(settings).SetLogHandler(Ignore).Build();
    }

    public IAdminClient Admin() => new AdminClientBuilder(Settings()).SetLogHandler(Ignore).Build();

    /// <summary>Configuration of a topic that holds records up to the limit.</summary>
    public string TopicBytesMax => Text(options.RecordBytesMax + RecordOverheadBytes);

    private Dictionary<string, string> Consumer(string group)
    {
        Dictionary<string, string> settings = Settings();
        settings["group.id"] = Group(group);
        settings["enable.auto.commit"] = "false";
        settings["enable.auto.offset.store"] = "false";
        settings["auto.offset.reset"] = "error"; // never a silent jump
        settings["isolation.level"] = "read_committed";
        settings["enable.partition.eof"] = "true";
        settings["fetch.wait.max.ms"] = Text(FetchWaitMs);
        settings["fetch.queue.backoff.ms"] = "1";
        settings["queued.min.messages"] = "20000";
        settings["queued.max.messages.kbytes"] = Text(options.FetchAheadMaxMb * 1024 / 8);
        settings["max.partition.fetch.bytes"] = "2097152";
        return settings;
    }

    private Dictionary<string, string> Settings()
    {
        Dictionary<string, string> settings = new(options.Client)
        {
            ["bootstrap.servers"] = options.Bootstrap,
            ["reconnect.backoff.ms"] = "50",
            ["reconnect.backoff.max.ms"] = "1000",
        };
        return settings;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>What matters comes back as an error of the call that failed.</summary>
    private static void Ignore<T>(T client, LogMessage message)
    {
    }
}
