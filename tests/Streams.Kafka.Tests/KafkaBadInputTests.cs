using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Houle.Streams.Log;
using TopicPartition = Houle.Streams.Log.TopicPartition;

namespace Houle.Streams.Kafka.Tests;

/// <summary>What a cluster can do to a reader that is not its fault: each is an error that says where, never a silent jump.</summary>
public sealed class KafkaBadInputTests(KafkaBroker broker)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);
    private static readonly TopicPartition Partition = new("a", 0);

    [Fact]
    public void Records_deleted_under_a_reader_are_an_error_and_not_skipped()
    {
        using KafkaLog log = Open(broker.Bootstrap);
        Fill(log, 20);
        log.Read(Partition, 0, new RecordBatch(recordsMax: 5)).ShouldBe(5);
        log.Release(Partition);
        using (ILogProducer producer = log.OpenProducer("trim"))
        {
            CommitBatch batch = new();
            batch.TrimBefore(Partition, 10);
            producer.Commit(batch);
        }

        log.EnforceRetention();
        OffsetOutOfRangeException error = Fails<OffsetOutOfRangeException>(log, 5);
        error.Message.ShouldStartWith("a/0 holds offsets 10 to ");
        error.Message.ShouldContain("and 5 was asked for");
        Should.Throw<OffsetOutOfRangeException>(() => log.Read(Partition, 5, new RecordBatch()));
    }

    [Fact]
    public void Topic_of_others_is_named_as_it_is_beside_our_own_with_their_prefix()
    {
        string name = $"t{Guid.NewGuid():N}", foreign = $"{name}-theirs";
        TopicPartition theirs = new(foreign, 0);
        using (KafkaLog others = KafkaLog.Open(new KafkaLogOptions { Bootstrap = broker.Bootstrap, Name = foreign }, TimeProvider.System))
        {
            others.EnsureTopic(new TopicDefinition(foreign, 1));
            using ILogProducer writer = others.OpenProducer("others");
            CommitBatch written = new();
            written.Append(theirs, CommitBatch.StampAtCommit, "k"u8, "theirs"u8);
            writer.Commit(written);
        }

        using KafkaLog log = KafkaLog.Open(
            new KafkaLogOptions { Bootstrap = broker.Bootstrap, Name = name, TopicPrefix = $"{name}.", ForeignTopics = new HashSet<string> { foreign } }, TimeProvider.System);
        Fill(log, 3);
        log.EnsureTopic(new TopicDefinition(foreign, 1) { Foreign = true });
        log.Topics.Select(topic => topic.Definition.Name).ShouldBe(["a", foreign]);
        RecordBatch batch = new();
        log.Read(theirs, 0, batch).ShouldBe(1);
        batch[0].Value.ToArray().ShouldBe("theirs"u8.ToArray());
        using ILogProducer producer = log.OpenProducer("reader");
        CommitBatch commit = new();
        commit.SetPosition("reader", theirs, new GroupPosition(1, 1));
        commit.SetPosition("reader", Partition, new GroupPosition(2, 2));
        producer.Commit(commit);
        log.Position("reader", theirs)!.Value.Next.ShouldBe(1);
        log.Position("reader", Partition)!.Value.Next.ShouldBe(2);
        log.Positions.Select(at => at.Partition).ShouldBe([Partition, theirs], ignoreOrder: true);
    }

    [Fact]
    public void Offset_past_the_end_is_an_error()
    {
        using KafkaLog log = Open(broker.Bootstrap);
        Fill(log, 3);
        Fails<OffsetOutOfRangeException>(log, 1_000);
        Should.Throw<OffsetOutOfRangeException>(() => log.Read(Partition, 1_000, new RecordBatch()));
    }

    /// <summary>With more records than were read of the old one, the offset alone does not tell the two apart.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    public void Position_in_a_topic_that_was_created_again_is_not_committed(int records)
    {
        string name = $"t{Guid.NewGuid():N}";
        using KafkaLog log = Open(broker.Bootstrap, name);
        Fill(log, 10);
        log.Position("reader", Partition).ShouldBeNull();
        RecordBatch batch = new();
        log.Read(Partition, 0, batch).ShouldBe(10);
        using ILogProducer producer = log.OpenProducer("reader");
        CommitBatch commit = new();
        commit.SetPosition("reader", Partition, new GroupPosition(10, 10));
        producer.Commit(commit);

        Delete(broker.Bootstrap, $"{name}.a");
        using (KafkaLog other = Open(broker.Bootstrap, name)) Fill(other, records);
        commit.Clear();
        commit.SetPosition("reader", Partition, new GroupPosition(11, 11));
        Should.Throw<LogException>(() => producer.Commit(commit)).Message.ShouldStartWith(
            "topic a was deleted and created again while it was read: its offsets begin anew, so nothing was committed");
        log.Position("reader", Partition)?.Next.ShouldNotBe(11);
    }

    [Fact]
    public async Task Forbidden_topic_is_an_error_that_says_what_to_grant()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("HOULE_KAFKA_BOOTSTRAP") is { Length: > 0 }, "that broker's rights are not ours to set");
        using KafkaBroker strict = new()
        {
            Extra = "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer\nallow.everyone.if.no.acl.found=true",
        };
        string name = $"t{Guid.NewGuid():N}";
        using KafkaLog log = Open(strict.Bootstrap, name);
        Fill(log, 3);
        using (IAdminClient admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = strict.Bootstrap }).Build())
        {
            await admin.CreateAclsAsync([new AclBinding
            {
                Pattern = new ResourcePattern { Name = $"{name}.a", Type = ResourceType.Topic, ResourcePatternType = ResourcePatternType.Literal },
                Entry = new AccessControlEntry { Principal = "User:ANONYMOUS", Host = "*", Operation = AclOperation.All, PermissionType = AclPermissionType.Deny },
            }]);
        }

        using KafkaLog later = Open(strict.Bootstrap, name);
        Should.Throw<LogException>(() => later.EnsureTopic(new TopicDefinition("a", 1))).Message.ShouldBe(
            $"topic {name}.a: Kafka forbids it; grant this user Read, Write and Describe on the topic");
        Fails<LogException>(log, 0).Message.ShouldContain("Kafka forbids it; grant this user Read, Write and Describe on the topic");
    }

    private static KafkaLog Open(string bootstrap, string? name = null)
    {
        name ??= $"t{Guid.NewGuid():N}";
        return KafkaLog.Open(new KafkaLogOptions { Bootstrap = bootstrap, Name = name, TopicPrefix = $"{name}." }, TimeProvider.System);
    }

    private static void Fill(KafkaLog log, int records)
    {
        log.EnsureTopic(new TopicDefinition("a", 1));
        using ILogProducer producer = log.OpenProducer("writer");
        CommitBatch batch = new();
        for (int i = 0; i < records; i++) batch.Append(Partition, CommitBatch.StampAtCommit, default, [(byte)i]);
        producer.Commit(batch);
    }

    /// <summary>Looks as a stream thread does until the error comes; a record instead of it is a silent jump.</summary>
    private static T Fails<T>(KafkaLog log, long offset)
        where T : LogException
    {
        DateTime until = DateTime.UtcNow + Bound;
        while (DateTime.UtcNow < until)
        {
            try
            {
                PartitionView view = log.Look(Partition, offset);
                view.Supply.ShouldNotBe(Supply.Ready, $"a record was handed out at {offset}");
                view.Next.ShouldBe(offset, "it moved on by itself");
            }
            catch (T e) when (e is not LogUnavailableException)
            {
                return e;
            }
            catch (LogUnavailableException)
            {
                // A leader that moves: the next answer says what is.
            }

            Thread.Sleep(10);
        }

        throw new TimeoutException($"no error within {Bound}");
    }

    private static void Delete(string bootstrap, string topic)
    {
        using IAdminClient admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrap }).Build();
        admin.DeleteTopicsAsync([topic]).GetAwaiter().GetResult();
    }
}
