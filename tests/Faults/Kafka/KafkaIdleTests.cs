using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Houle.Avro.Binary;
using Houle.Bench.Kafka;
using Houle.Events;
using Houle.Faults.Harness;
using Houle.Streams.Log;
using Houle.Streams.Topology;

namespace Houle.Faults.Kafka;

/// <summary>A foreign topic of which one partition alone has records, read by two processes: windows close though one of them reads
/// silent partitions only.</summary>
public sealed class KafkaIdleTests(KafkaBroker broker)
{
    private const int Partitions = 20; // more than those of the four other streams together: then both processes get some
    private const long Minute = 60_000, GraceMs = 30_000;
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(5);
    private static readonly long Now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / Minute * Minute;

    [Fact]
    public async Task Silent_partitions_of_another_process_follow_the_busy_one()
    {
        using KafkaDeployment deployment = new(broker.Bootstrap)
        {
            Streams = $"streams: {{ social: {{ topic: {KafkaDeployment.Source}, partitions: {Partitions}, foreign: true, idle_ms: 1500, keyed: creator, pseudonymous: true }} }}",
            Threads = 1,
        };
        using ILog log = deployment.Open();
        string topic = $"{deployment.Name}.{KafkaDeployment.Source}";
        using IAdminClient admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker.Bootstrap }).SetLogHandler((_, _) => { }).Build();
        await admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = Partitions, ReplicationFactor = 1 }]);
        await using FaultProcess one = deployment.Start();
        await one.WaitForError(KafkaDeployment.IsRunning, 1, Bound);
        await using FaultProcess other = deployment.Start();
        string?[] readers = [];
        await deployment.WaitFor(_ => (readers = Readers(admin, deployment, topic)).All(reader => reader is not null) && readers.Distinct().Count() == 2, one, other);

        using IProducer<byte[], byte[]> producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = broker.Bootstrap }).SetLogHandler((_, _) => { }).Build();
        foreach (long back in (long[])[10 * Minute, 5 * Minute, 0])
            await producer.ProduceAsync(new Confluent.Kafka.TopicPartition(topic, 0), new Message<byte[], byte[]> { Key = "c1"u8.ToArray(), Value = Mention(Now - back) });
        await deployment.WaitFor(at => Windows(at).Count == 2, one, other);
        Windows(log).ShouldBe([$"{Now - (10 * Minute)}|fr/paris|sound|s1|1|1.0", $"{Now - (5 * Minute)}|fr/paris|sound|s1|1|1.0"], $"{one}; {other}");
        int silent = Array.FindIndex(readers, reader => reader != readers[0]); // its process does not read partition 0
        Followed(log).ShouldContain((silent, Now), $"{one}; {other}");
        (one.Errors + other.Errors).ShouldNotContain("starts again");
    }

    /// <summary>Client ids of the members of observe that read each partition; null where the group has not settled.</summary>
    private static string?[] Readers(IAdminClient admin, KafkaDeployment deployment, string topic)
    {
        List<MemberDescription> members = admin.DescribeConsumerGroupsAsync([$"{deployment.Name}-observe"]).GetAwaiter().GetResult()
            .ConsumerGroupDescriptions[0].Members;
        return [.. Enumerable.Range(0, Partitions).Select(partition =>
            members.Find(member => member.Assignment.TopicPartitions.Contains(new Confluent.Kafka.TopicPartition(topic, partition)))?.ClientId)];
    }

    private static byte[] Mention(long atMs)
    {
        ByteBuffer value = new(256);
        Avro.Lists.Utf8ListBuilder sounds = new();
        sounds.Add("s1");
        new Mention
        {
            EventId = Encoding.UTF8.GetBytes($"e{atMs}"), OccurredAtMs = atMs, Creator = "c1"u8, City = "fr/paris"u8, Sounds = sounds.List,
        }.WriteSingleObject(value);
        return value.Written.ToArray();
    }

    private static List<string> Windows(ILog log) =>
        log.Topics.Any(topic => topic.Definition.Name == TopicNames.CityWindows) ? WindowLines.Of(log, Now - GraceMs) : [];

    /// <summary>Silent partitions, and the times to which they were moved, as houle.control says.</summary>
    private static List<(int Partition, long TimeMs)> Followed(ILog log)
    {
        List<(int, long)> times = [];
        log.Scan(new Streams.Log.TopicPartition(TopicNames.Control, 0), (scoped in RecordView record) =>
        {
            Control control = Control.Read(SingleObject.Body(record.Value));
            string task = Encoding.UTF8.GetString(control.Task);
            times.Add((int.Parse(task.AsSpan(task.IndexOf('/', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture), control.StreamTimeMs));
        });
        return times;
    }
}
