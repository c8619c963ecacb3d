using Confluent.Kafka;
using Houle.Streams.Log;
using Houle.Tests.Support;
using TopicPartition = Houle.Streams.Log.TopicPartition;

namespace Houle.Streams.Kafka.Tests;

/// <summary>An owner that died within its very first transaction: no position names it, and the broker would keep readers waiting
/// behind it for a quarter of an hour.</summary>
public sealed class DeadOwnerTests
{
    private const string Group = "work", First = "first", Second = "second";

    /// <summary>What ../shared/kafka makes quicker or smaller for tests, as a broker out of the box has it.</summary>
    private const string Defaults = """
        offsets.topic.num.partitions=50
        transaction.state.log.num.partitions=50
        group.initial.rebalance.delay.ms=3000
        group.min.session.timeout.ms=6000
        transaction.abort.timed.out.transaction.cleanup.interval.ms=10000
        """;

    private static readonly TimeSpan TransactionTimeout = TimeSpan.FromMinutes(15); // the most that a broker takes
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(1);
    private static readonly TopicPartition Partition = new("a", 0);

    [Fact]
    public void First_transaction_of_a_dead_owner_is_ended_by_its_successor_on_a_broker_with_default_settings()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("HOULE_KAFKA_BOOTSTRAP") is { Length: > 0 }, "that broker's settings are not ours");
        using KafkaBroker broker = new() { Extra = Defaults };
        string name = $"t{Guid.NewGuid():N}";
        KafkaLogOptions options = new()
        {
            Bootstrap = broker.Bootstrap, Name = name, TopicPrefix = $"{name}.", TransactionTimeoutMs = (int)TransactionTimeout.TotalMilliseconds,
        };
        using KafkaLog log = KafkaLog.Open(options, TimeProvider.System);
        log.EnsureTopic(new TopicDefinition("a", 1));
        Owner owner = new();
        using (IGroupMember member = log.Join(Group, ["a"], First)) owner.PollUntilAssigned(member);
        using IProducer<byte[], byte[]> dead = OpenTransaction(options);

        using KafkaLog other = KafkaLog.Open(options, TimeProvider.System);
        Owner successor = new();
        using IGroupMember second = other.Join(Group, ["a"], Second);
        successor.PollUntilAssigned(second);
        using (ILogProducer producer = other.OpenProducer(Second))
        {
            CommitBatch batch = new();
            batch.Append(Partition, CommitBatch.StampAtCommit, default, "alive"u8);
            batch.SetPosition(Group, Partition, new GroupPosition(0, 0));
            producer.Commit(batch);
        }

        List<string> read = [];
        DateTime until = DateTime.UtcNow + Bound;
        while (read.Count == 0)
        {
            DateTime.UtcNow.ShouldBeLessThan(until, "readers wait behind the dead owner's transaction");
            other.Scan(Partition, (scoped in RecordView record) => read.Add(System.Text.Encoding.UTF8.GetString(record.Value)));
        }

        read.ShouldBe(["alive"]);
        Should.Throw<KafkaException>(() => dead.CommitTransaction(Bound)); // and a zombie that wakes up is fenced
        other.Positions.Select(at => at.Group).Distinct().ShouldBe([Group], "the register of owners is no position");
    }

    /// <summary>A record and a position that are sent and not committed, under the first owner's transactional id.</summary>
    private static IProducer<byte[], byte[]> OpenTransaction(KafkaLogOptions options)
    {
        IProducer<byte[], byte[]> producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig
        {
            BootstrapServers = options.Bootstrap,
            TransactionalId = $"{options.Name}.{First}",
            TransactionTimeoutMs = options.TransactionTimeoutMs,
        }).SetLogHandler((_, _) => { }).Build();
        producer.InitTransactions(Bound);
        producer.BeginTransaction();
        producer.Produce(new Confluent.Kafka.TopicPartition($"{options.TopicPrefix}a", 0), new Message<byte[], byte[]> { Value = "dead"u8.ToArray() });
        producer.Flush(Bound);
        return producer;
    }

    private sealed class Owner : IPartitionOwner
    {
        private bool _isAssigned;

        public void PollUntilAssigned(IGroupMember member)
        {
            DateTime until = DateTime.UtcNow + Bound;
            while (!_isAssigned)
            {
                DateTime.UtcNow.ShouldBeLessThan(until, "no partition was assigned");
                member.Poll(this);
                Thread.Sleep(5);
            }
        }

        public void Assigned(string group, IReadOnlyList<TopicPartition> partitions) => _isAssigned |= partitions.Count > 0;

        public void Revoked(string group, IReadOnlyList<TopicPartition> partitions)
        {
        }

        public void Lost(string group, IReadOnlyList<TopicPartition> partitions)
        {
        }
    }
}
