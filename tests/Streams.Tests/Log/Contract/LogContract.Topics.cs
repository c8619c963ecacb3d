using Houle.Streams.Log;

namespace Houle.Streams.Tests.Log.Contract;

public abstract partial class LogContract
{
    [Fact]
    public void Topics_come_in_order_of_name_with_what_was_asked_for()
    {
        ILog log = NewLog();
        log.EnsureTopic(new TopicDefinition("zebra", 1));
        log.EnsureTopic(new TopicDefinition("ant", 3, RetentionMs: 1000, RetentionBytes: 5));
        log.Topics.Select(topic => topic.Definition).ShouldBe(
            [new TopicDefinition("ant", 3, 1000, 5), new TopicDefinition("zebra", 1)]);
        log.Topics.Select(topic => topic.Id).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public void Topic_ensured_again_keeps_its_id_and_records_and_takes_new_retention_and_partitions()
    {
        ILog log = NewLogWithTopics();
        Commit(log, batch => Append(batch, A1, "kept"));
        string id = log.Topics[0].Id;
        log.EnsureTopic(new TopicDefinition("a", 5, RetentionMs: 7));
        log.Topics[0].ShouldBe(new TopicDescription(new TopicDefinition("a", 5, 7), id));
        ValuesOf(log, A1).ShouldBe(["kept"]);
        log.Range(new TopicPartition("a", 4)).ShouldBe(new OffsetRange(0, 0));
    }

    [Fact]
    public void Topic_does_not_shrink()
    {
        ILog log = NewLogWithTopics();
        Should.Throw<ArgumentException>(() => log.EnsureTopic(new TopicDefinition("a", 1)))
            .Message.ShouldContain("topic a has 2 partitions");
        log.Topics[0].Definition.Partitions.ShouldBe(2);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("é")]
    public void Topic_with_a_bad_name_is_refused(string name)
    {
        ILog log = NewLog();
        Should.Throw<ArgumentException>(() => log.EnsureTopic(new TopicDefinition(name, 1)));
    }

    [Fact]
    public void Topic_with_a_number_out_of_range_is_refused()
    {
        ILog log = NewLog();
        Should.Throw<ArgumentException>(() => log.EnsureTopic(new TopicDefinition(new string('a', 201), 1)));
        Should.Throw<ArgumentException>(() => log.EnsureTopic(new TopicDefinition("a", 0)));
        Should.Throw<ArgumentException>(() => log.EnsureTopic(new TopicDefinition("a", 4097)));
        Should.Throw<ArgumentException>(() => log.EnsureTopic(new TopicDefinition("a", 1, RetentionMs: -2)));
        Should.Throw<ArgumentException>(() => log.EnsureTopic(new TopicDefinition("a", 1, RetentionBytes: -2)));
        log.Topics.ShouldBeEmpty();
    }

    [Fact]
    public void Unknown_topic_or_partition_is_named()
    {
        ILog log = NewLogWithTopics();
        Should.Throw<UnknownTopicException>(() => log.Range(new TopicPartition("nope", 0))).Message.ShouldContain("nope/0");
        Should.Throw<UnknownTopicException>(() => log.Range(new TopicPartition("a", 2))).Message.ShouldContain("a/2");
        Should.Throw<UnknownTopicException>(() => log.Range(new TopicPartition("a", -1)));
        Should.Throw<UnknownTopicException>(() => log.Read(new TopicPartition("b", 1), 0, new RecordBatch()));
    }
}
