using System.Collections.Concurrent;
using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Houle.Streams.Log;
using TopicPartition = Houle.Streams.Log.TopicPartition;

namespace Houle.Streams.Kafka.Topics;

/// <summary>Creates topics, and brings those that exist to what is asked for: more partitions and another retention; says
/// what differs.</summary>
internal sealed class TopicAdmin(IAdminClient admin, KafkaClients clients)
{
    private const string RetentionMs = "retention.ms", RetentionBytes = "retention.bytes", MinInSync = "min.insync.replicas",
        BytesMax = "max.message.bytes", Cleanup = "cleanup.policy", TimestampType = "message.timestamp.type",
        TimestampAhead = "message.timestamp.after.max.ms"; // brokers before 3.6 have no such limit

    private const int SettleMs = 3_000; // a broker that starts knows all topics before it leads any

    private const long DayMs = 86_400_000; // what windows.future_max_ms may be at most

    private readonly ConcurrentDictionary<string, int> _partitions = new();

    private TimeSpan Timeout => TimeSpan.FromMilliseconds(clients.Options.RequestTimeoutMs);

    /// <summary>Our topics in order of name.</summary>
    public IReadOnlyList<string> Names() =>
    [
        .. Ask("topics", () => admin.GetMetadata(Timeout)).Topics
            .Where(topic => clients.IsOurs(topic.Topic) &&
                !topic.Topic.StartsWith("__", StringComparison.Ordinal))
            .Select(topic => clients.NameOf(topic.Topic)).Order(StringComparer.Ordinal),
    ];

    public IReadOnlyList<Log.TopicDescription> All()
    {
        IReadOnlyList<string> names = Names();
        if (names.Count == 0) return [];
        Dictionary<string, Dictionary<string, ConfigEntryResult>> configs = Configs(names);
        return
        [
            .. Describe(names).Select(topic =>
            {
                string name = clients.NameOf(topic.Name);
                _partitions[name] = topic.Partitions.Count;
                return new Log.TopicDescription(
                    new TopicDefinition(
                        name, topic.Partitions.Count, Number(configs[name], RetentionMs), Number(configs[name], RetentionBytes)),
                    topic.TopicId.ToString());
            }).OrderBy(topic => topic.Definition.Name, StringComparer.Ordinal),
        ];
    }

    /// <exception cref="UnknownTopicException">The broker does not know it, asked just now.</exception>
    public void CheckExists(TopicPartition partition)
    {
        if (partition.Partition >= 0 && partition.Partition < _partitions.GetValueOrDefault(partition.Topic)) return;
        if (partition.Partition < 0 || partition.Partition >= CountPartitions(partition.Topic)) throw new UnknownTopicException(partition);
    }

    /// <summary>What to say of a partition that the client does not find: it is not there, or not for this user, or a broker was asked that has
    /// just come back and does not know of it yet.</summary>
    public LogException WhyUnknown(TopicPartition partition)
    {
        for (long until = Environment.TickCount64 + SettleMs; Environment.TickCount64 < until; Thread.Sleep(200))
        {
            if (CountPartitions(partition.Topic) > partition.Partition) // throws where it is forbidden
                return KafkaErrors.Of($"{partition}", (int)ErrorCode.LeaderNotAvailable, "a broker does not know of it yet");
        }

        return new UnknownTopicException(partition);
    }

    /// <summary>Id of each topic, by name, asked just now; the id changes when a topic is created again.</summary>
    /// <exception cref="LogException">One of them does not exist any more.</exception>
    public IEnumerable<(string Name, string Id)> Ids(IEnumerable<string> names) =>
        Describe(names).Select(topic => (clients.NameOf(topic.Name), topic.TopicId.ToString()));

    /// <summary>As <see cref="Ids"/>, without waiting; <see cref="Answer"/> takes what comes.</summary>
    public async Task<IEnumerable<(string Name, string Id)>> IdsAsync(IEnumerable<string> names) =>
        (await admin.DescribeTopicsAsync(TopicCollection.OfTopicNames(names.Select(clients.Topic))).ConfigureAwait(false)).TopicDescriptions
            .Select(topic => (clients.NameOf(topic.Name), topic.TopicId.ToString()));

    public IEnumerable<(string Name, string Id)> Answer(Task<IEnumerable<(string Name, string Id)>> asked) => Ask("topics", () => asked);

    public void Ensure(TopicDefinition definition)
    {
        definition.Check();
        int existing = 0;
        WaitFor(
            () => TryCountPartitions(definition.Name, out existing), $"a partition of topic {clients.Topic(definition.Name)} has no leader");
        if (definition.Foreign) CheckForeign(definition, existing);
        else if (existing == 0) Create(definition);
        else Adapt(definition, existing);
    }

    private void CheckForeign(TopicDefinition definition, int existing)
    {
        string topic = clients.Topic(definition.Name);
        if (existing == 0) throw new LogException($"topic {topic} does not exist; others fill it (foreign: true), so create it with {definition.Partitions} partitions, or correct its name");
        if (existing < definition.Partitions)
            throw new LogException($"topic {topic} has {existing} partitions, and {definition.Partitions} are configured; correct streams.*.partitions");
        CheckTimestamps(definition.Name);
        if (existing > definition.Partitions)
            clients.Options.Report($"topic {topic} has {existing} partitions, and {definition.Partitions} are configured: the others wait until streams.*.partitions names them");
    }

    /// <summary>Events are held against their records' timestamps (future_max_ms): somebody must hold those against the time.</summary>
    private void CheckTimestamps(string name)
    {
        Dictionary<string, ConfigEntryResult> config = Configs([name])[name];
        if (config[TimestampType].Value == "LogAppendTime" || !config.ContainsKey(TimestampAhead) || Number(config, TimestampAhead) <= DayMs) return;
        string ahead = Number(config, TimestampAhead) == long.MaxValue ? "any time" : $"up to {Number(config, TimestampAhead)} ms";
        clients.Options.Report(
            $"topic {clients.Topic(name)} takes records stamped {ahead} ahead ({TimestampAhead}): a producer whose clock is ahead would close " +
            $"windows early; set it to 3600000, or {TimestampType} to LogAppendTime");
    }

    private void Create(TopicDefinition definition)
    {
        var specification = new TopicSpecification
        {
            Name = clients.Topic(definition.Name),
            NumPartitions = definition.Partitions,
            ReplicationFactor = clients.Options.ReplicationFactor,
            Configs = new Dictionary<string, string>(Wanted(definition)) { [BytesMax] = clients.TopicBytesMax, [Cleanup] = "delete" },
        };
        if (clients.Options.MinInSyncReplicas > 0) specification.Configs[MinInSync] = Text(clients.Options.MinInSyncReplicas);
        try
        {
            admin.CreateTopicsAsync([specification]).GetAwaiter().GetResult();
            clients.Options.Report($"topic {specification.Name} was created with {definition.Partitions} partitions");
        }
        catch (CreateTopicsException e) when (e.Results[0].Error.Code == ErrorCode.TopicAlreadyExists)
        {
            // Another instance was first; it asked for the same.
        }
        catch (CreateTopicsException e)
        {
            throw KafkaErrors.Of($"topic {specification.Name} cannot be created", (int)e.Results[0].Error.Code, e.Results[0].Error.Reason, e);
        }
        catch (KafkaException e)
        {
            throw KafkaErrors.Of($"topic {specification.Name} cannot be created", e);
        }

        WaitForPartitions(definition);
    }

    private void Adapt(TopicDefinition definition, int existing)
    {
        Dictionary<string, ConfigEntryResult> config = Configs([definition.Name])[definition.Name];
        definition.Check(new TopicDefinition(definition.Name, existing));
        string topic = clients.Topic(definition.Name);
        if (definition.Partitions > existing)
        {
            Ask($"partitions of {topic}", () => admin.CreatePartitionsAsync(
                [new PartitionsSpecification { Topic = topic, IncreaseTo = definition.Partitions }]));
            clients.Options.Report($"topic {topic} had {existing} partitions and now has {definition.Partitions}");
            WaitForPartitions(definition);
        }

        ConfigEntry[] changes =
        [
            .. Wanted(definition).Where(wanted => config[wanted.Key].Value != wanted.Value).Select(wanted =>
                new ConfigEntry { Name = wanted.Key, Value = wanted.Value, IncrementalOperation = AlterConfigOpType.Set }),
        ];
        if (changes.Length > 0)
        {
            Ask($"configuration of {topic}", () => admin.IncrementalAlterConfigsAsync(
                new Dictionary<ConfigResource, List<ConfigEntry>> { [Resource(definition.Name)] = [.. changes] }));
            WaitFor(
                () => Configs([definition.Name])[definition.Name] is var now && changes.All(change => now[change.Name].Value == change.Value),
                $"topic {topic} does not show its new configuration");
            foreach (ConfigEntry change in changes)
                clients.Options.Report($"topic {topic} had {change.Name}={config[change.Name].Value} and now has {change.Value}");
        }

        if (clients.Options.MinInSyncReplicas > 0 && config[MinInSync].Value != Text(clients.Options.MinInSyncReplicas))
        {
            clients.Options.Report(
                $"topic {topic} has {MinInSync}={config[MinInSync].Value}, and {clients.Options.MinInSyncReplicas} is configured: left as it is");
        }
    }

    private void WaitForPartitions(TopicDefinition definition) => WaitFor(
        () => TryCountPartitions(definition.Name, out int partitions) && partitions >= definition.Partitions,
        $"topic {clients.Topic(definition.Name)} does not show its {definition.Partitions} partitions");

    /// <summary>A change reaches the brokers' answers a little later than it is acknowledged.</summary>
    private void WaitFor(Func<bool> isThere, string otherwise)
    {
        long until = Environment.TickCount64 + clients.Options.RequestTimeoutMs;
        while (!isThere())
        {
            if (Environment.TickCount64 > until) throw new LogException($"{otherwise}; are the brokers up?");
            Thread.Sleep(20);
        }
    }

    /// <returns>0 for a topic that does not exist.</returns>
    /// <exception cref="LogUnavailableException">It exists, and a partition has no leader: another broker is about to lead, or to come back.</exception>
    private int CountPartitions(string name) => TryCountPartitions(name, out int partitions)
        ? partitions
        : throw KafkaErrors.Of($"topic {clients.Topic(name)}", (int)ErrorCode.LeaderNotAvailable, "a partition has no leader");

    private bool TryCountPartitions(string name, out int partitions)
    {
        partitions = 0;
        TopicMetadata? topic = Ask(name, () => admin.GetMetadata(clients.Topic(name), Timeout)).Topics.FirstOrDefault();
        if (topic is null || topic.Error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic) return true;
        if (topic.Error.Code is ErrorCode.LeaderNotAvailable) return false;
        if (topic.Error.IsError) throw KafkaErrors.Of($"topic {clients.Topic(name)}", (int)topic.Error.Code, topic.Error.Reason);
        if (topic.Partitions.Exists(partition => partition.Leader < 0)) return false;
        partitions = _partitions[name] = topic.Partitions.Count;
        return true;
    }

    private List<Confluent.Kafka.Admin.TopicDescription> Describe(IEnumerable<string> names) =>
        Ask("topics", () => admin.DescribeTopicsAsync(TopicCollection.OfTopicNames(names.Select(clients.Topic)))).TopicDescriptions;

    private Dictionary<string, Dictionary<string, ConfigEntryResult>> Configs(IReadOnlyList<string> names) =>
        Ask("configuration of topics", () => admin.DescribeConfigsAsync(names.Select(Resource))).ToDictionary(
            result => clients.NameOf(result.ConfigResource.Name), result => result.Entries);

    private ConfigResource Resource(string name) => new() { Type = ResourceType.Topic, Name = clients.Topic(name) };

    private static Dictionary<string, string> Wanted(TopicDefinition definition) => new()
    {
        [RetentionMs] = Text(definition.RetentionMs),
        [RetentionBytes] = Text(definition.RetentionBytes),
    };

    private static long Number(Dictionary<string, ConfigEntryResult> config, string name) =>
        long.Parse(config[name].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Ask(string about, Func<Task> question) => Ask(about, () =>
    {
        question().GetAwaiter().GetResult();
        return true;
    });

    private static T Ask<T>(string about, Func<Task<T>> question) => Ask(about, () => question().GetAwaiter().GetResult());

    private static T Ask<T>(string about, Func<T> question)
    {
        try
        {
            return question();
        }
        catch (KafkaException e)
        {
            throw KafkaErrors.Of(about, e);
        }
    }
}
