using Houle.Hosting;
using Houle.Streams.Log;
using Houle.Streams.Log.Memory;

namespace Houle.Tests.Hosting;

public sealed class BacklogTests : IDisposable
{
    private readonly MemoryLog _log = new(TimeProvider.System);
    private readonly ILogProducer _producer;

    public BacklogTests()
    {
        _log.EnsureTopic(new TopicDefinition("a", 2));
        _log.EnsureTopic(new TopicDefinition("b", 1));
        _producer = _log.OpenProducer("test");
    }

    public void Dispose()
    {
        _producer.Dispose();
        _log.Dispose();
    }

    [Fact]
    public void Backlog_counts_what_each_group_has_to_read()
    {
        Commit(batch =>
        {
            for (int i = 0; i < 10; i++) batch.Append(new TopicPartition("a", i % 2), CommitBatch.StampAtCommit, "k"u8, "v"u8);
            batch.SetPosition("first", new TopicPartition("a", 0), new GroupPosition(3, 0));
        });
        var backlog = new Backlog(_log, [("first", "a"), ("second", "b")]);

        backlog.Records().ShouldBe(2 + 5);
        backlog.IsEmpty().ShouldBeFalse();
    }

    [Fact]
    public void Backlog_is_empty_when_all_is_read_and_nothing_came_of_it()
    {
        var backlog = new Backlog(_log, [("first", "a"), ("second", "b"), ("third", "absent")]);
        backlog.IsEmpty().ShouldBeTrue();

        Commit(batch => batch.Append(new TopicPartition("a", 0), CommitBatch.StampAtCommit, "k"u8, "v"u8));
        backlog.IsEmpty().ShouldBeFalse();

        // What the first group makes of it stands in the same commit as its position.
        Commit(batch =>
        {
            batch.Append(new TopicPartition("b", 0), CommitBatch.StampAtCommit, "k"u8, "v"u8);
            batch.SetPosition("first", new TopicPartition("a", 0), new GroupPosition(1, 1));
        });
        backlog.IsEmpty().ShouldBeFalse();

        Commit(batch => batch.SetPosition("second", new TopicPartition("b", 0), new GroupPosition(1, 1)));
        backlog.IsEmpty().ShouldBeTrue();
    }

    private void Commit(Action<CommitBatch> fill)
    {
        var batch = new CommitBatch();
        fill(batch);
        _producer.Commit(batch);
    }
}
