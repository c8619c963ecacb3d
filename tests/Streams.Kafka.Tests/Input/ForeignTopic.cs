using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Houle.Avro.Binary;
using Houle.Avro.Lists;
using Houle.Events;

namespace Houle.Streams.Kafka.Tests.Input;

/// <summary>A source topic that others fill: created and written by a plain client of Kafka's, without anything of ours between.</summary>
internal sealed class ForeignTopic : IDisposable
{
    private readonly string _name, _bootstrap;
    private readonly IProducer<byte[], byte[]> _producer;

    /// <param name="name">As Kafka has it.</param>
    /// <param name="recordBytesMax">The largest record that it takes.</param>
    /// <param name="settings">More of its configuration.</param>
    public ForeignTopic(string bootstrap, string name, int partitions, int recordBytesMax = 1 << 20, IReadOnlyDictionary<string, string>? settings = null)
    {
        Native.NativeLibraryFinder.Use();
        (_bootstrap, _name) = (bootstrap, name);
        using (IAdminClient admin = Admin())
        {
            admin.CreateTopicsAsync([new TopicSpecification
            {
                Name = name, NumPartitions = partitions, ReplicationFactor = 1,
                Configs = new Dictionary<string, string>(settings ?? new Dictionary<string, string>())
                {
                    ["max.message.bytes"] = recordBytesMax.ToString(CultureInfo.InvariantCulture),
                },
            }]).GetAwaiter().GetResult();
        }

        _producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig
        {
            BootstrapServers = bootstrap, MessageMaxBytes = recordBytesMax, EnableIdempotence = true,
            TopicMetadataRefreshIntervalMs = 500, // hears soon of partitions that were added
        }).SetLogHandler((_, _) => { }).Build();
    }

    /// <summary>Records sent.</summary>
    public int Count { get; private set; }

    /// <summary>Sends a record; null parts are null in Kafka too.</summary>
    /// <param name="timestampMs">What the producer's clock says; by default the right time.</param>
    /// <exception cref="ProduceException{TKey, TValue}">The broker refused it.</exception>
    public void Send(int partition, byte[]? value, byte[]? key = null, long? timestampMs = null)
    {
        _producer.ProduceAsync(new Confluent.Kafka.TopicPartition(_name, partition), new Message<byte[], byte[]>
        {
            Key = key!, Value = value!,
            Timestamp = new Timestamp(timestampMs ?? DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), TimestampType.CreateTime),
        }).GetAwaiter().GetResult();
        Count++;
    }

    public void SendMention(int partition, string id, long occurredAtMs, string city, long? timestampMs = null) =>
        Send(partition, Mention(id, occurredAtMs, city), Encoding.UTF8.GetBytes("c1"), timestampMs);

    public void AddPartitions(int upTo)
    {
        using IAdminClient admin = Admin();
        admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = _name, IncreaseTo = upTo }]).GetAwaiter().GetResult();
    }

    public static byte[] Mention(string id, long occurredAtMs, string city)
    {
        ByteBuffer value = new(256);
        Utf8ListBuilder sounds = new();
        sounds.Add("s1");
        new Mention
        {
            EventId = Encoding.UTF8.GetBytes(id), OccurredAtMs = occurredAtMs, Creator = "c1"u8, City = Encoding.UTF8.GetBytes(city),
            Sounds = sounds.List,
        }.WriteSingleObject(value);
        return value.Written.ToArray();
    }

    public void Dispose() => _producer.Dispose();

    private IAdminClient Admin() =>
        new AdminClientBuilder(new AdminClientConfig { BootstrapServers = _bootstrap }).SetLogHandler((_, _) => { }).Build();
}
