namespace Houle.Streams.Kafka;

/// <summary>Which brokers, and how this deployment uses them.</summary>
public sealed record KafkaLogOptions
{
    /// <summary>HOST:PORT, several with commas.</summary>
    public required string Bootstrap { get; init; }

    /// <summary>First part of group names and transactional ids: two deployments on one cluster need two names.</summary>
    public string Name { get; init; } = "houle";

    /// <summary>First part of the names of all topics but <see cref="ForeignTopics"/>; empty by default.</summary>
    public string TopicPrefix { get; init; } = "";

    /// <summary>Topics that belong to others: named as they are.</summary>
    public IReadOnlySet<string> ForeignTopics { get; init; } = new HashSet<string>();

    /// <summary>Settings of librdkafka as they are (security.protocol, sasl.*, ssl.* ...): never logged.</summary>
    public IReadOnlyDictionary<string, string> Client { get; init; } = new Dictionary<string, string>();

    /// <summary>Copies of each partition of topics that are created; -1 leaves it to the broker.</summary>
    public short ReplicationFactor { get; init; } = -1;

    /// <summary>min.insync.replicas of topics that are created; 0 leaves it to the broker.</summary>
    public int MinInSyncReplicas { get; init; }

    /// <summary>After this long without news from its producer the broker aborts a transaction; 1,000 to 900,000. A dead owner's successor
    /// does so at once.</summary>
    public int TransactionTimeoutMs { get; init; } = 15_000;

    /// <summary>A member not heard of for this long is out of its group; 1,000 to 300,000, within the broker's bounds.</summary>
    public int SessionTimeoutMs { get; init; } = 10_000;

    /// <summary>The largest record: key, value and headers together. Topics are created with room for it.</summary>
    public int RecordBytesMax { get; init; } = 16 << 20;

    /// <summary>Fetched ahead of the reader, in all partitions of the process together; at least 1.</summary>
    public int FetchAheadMaxMb { get; init; } = 64;

    /// <summary>How long a question to the broker may take.</summary>
    public int RequestTimeoutMs { get; init; } = 30_000;

    /// <summary>Told, in one line, what differs between a topic and what was asked for, and what was done about it.</summary>
    public Action<string> Report { get; init; } = static _ => { };
}
