using Houle.Streams.Log;

namespace Houle.Streams.Tests.Log.Contract;

public abstract partial class LogContract
{
    [Fact]
    public void Offsets_rise_in_the_order_of_the_batch()
    {
        ILog log = NewLogWithTopics();
        for (int commit = 0; commit < 3; commit++)
        {
            Commit(log, batch =>
            {
                Append(batch, A0, $"{commit}.0");
                Append(batch, B0, $"{commit}.1");
                Append(batch, A0, $"{commit}.2");
            });
        }
        ValuesOf(log, A0).ShouldBe(["0.0", "0.2", "1.0", "1.2", "2.0", "2.2"]);
        ValuesOf(log, B0).ShouldBe(["0.1", "1.1", "2.1"]);
        CountOf(log, A0).ShouldBe(6);
    }

    [Fact]
    public void Commit_that_names_an_unknown_partition_changes_nothing()
    {
        ILog log = NewLogWithTopics();
        long version = log.Version;
        Should.Throw<UnknownTopicException>(() => Commit(log, batch =>
        {
            Append(batch, A0, "x");
            batch.SetPosition("g", B0, new GroupPosition(1, 1));
            Append(batch, new TopicPartition("a", 9), "y");
        })).Message.ShouldContain("a/9");
        Should.Throw<UnknownTopicException>(() => Commit(log, batch =>
        {
            Append(batch, A0, "x");
            batch.SetPosition("g", new TopicPartition("c", 0), new GroupPosition(1, 1));
        }));
        Should.Throw<UnknownTopicException>(() => Commit(log, batch =>
        {
            Append(batch, A0, "x");
            batch.TrimBefore(new TopicPartition("c", 0), 1);
        }));
        log.Version.ShouldBe(version);
        CountOf(log, A0).ShouldBe(0);
        log.Positions.ShouldBeEmpty();
    }

    [Fact]
    public void Commit_with_a_record_over_the_limit_changes_nothing()
    {
        ILog log = NewLogWithTopics(recordBytesMax: 1000);
        Should.Throw<RecordTooLargeException>(() => Commit(log, batch =>
        {
            Append(batch, A0, "x");
            Append(batch, A1, new string('x', 1001));
        })).Message.ShouldContain("a/1");
        CountOf(log, A0).ShouldBe(0);
        Commit(log, batch => Append(batch, A1, new string('x', 900)));
        CountOf(log, A1).ShouldBe(1);
    }

    [Fact]
    public void Positions_change_with_their_commit_and_the_last_of_a_batch_holds()
    {
        ILog log = NewLogWithTopics();
        log.Position("g", A0).ShouldBeNull();
        Commit(log, batch =>
        {
            Append(batch, A0, "x");
            batch.SetPosition("g", A0, new GroupPosition(1, 0));
            batch.SetPosition("g", A0, new GroupPosition(1, 1));
            batch.SetPosition("h", A0, new GroupPosition(0, 0));
        });
        Commit(log, batch => batch.SetPosition("g", B0, new GroupPosition(0, 0)));
        log.Position("g", A0).ShouldBe(new GroupPosition(1, 1));
        log.Position("g", A1).ShouldBeNull();
        log.Positions.ShouldBe(
        [
            ("g", A0, new GroupPosition(1, 1)), ("g", B0, new GroupPosition(0, 0)), ("h", A0, new GroupPosition(0, 0)),
        ]);
    }

    [Fact]
    public void Batch_may_be_cleared_and_used_again()
    {
        ILog log = NewLogWithTopics();
        using ILogProducer producer = log.OpenProducer("p");
        CommitBatch batch = new();
        for (int i = 0; i < 5; i++)
        {
            batch.Clear();
            Append(batch, A0, $"{i}");
            producer.Commit(batch);
        }
        batch.Clear();
        producer.Commit(batch);
        ValuesOf(log, A0).ShouldBe(["0", "1", "2", "3", "4"]);
    }

    [Fact]
    public void Producer_is_fenced_by_a_newer_one_of_its_id_only()
    {
        ILog log = NewLogWithTopics();
        using ILogProducer first = log.OpenProducer("p");
        using ILogProducer other = log.OpenProducer("q");
        CommitBatch batch = new();
        Append(batch, A0, "x");
        first.Commit(batch);
        using ILogProducer second = log.OpenProducer("p");
        Should.Throw<ProducerFencedException>(() => first.Commit(batch)).Message.ShouldContain("'p'");
        second.Commit(batch);
        other.Commit(batch);
        second.Dispose();
        Should.Throw<ProducerFencedException>(() => first.Commit(batch));
        Should.Throw<ObjectDisposedException>(() => second.Commit(batch));
        CountOf(log, A0).ShouldBe(3);
    }

    [Fact]
    public void Version_rises_with_a_commit_and_a_wait_returns_at_once_when_it_has()
    {
        ILog log = NewLogWithTopics();
        long seen = log.Version;
        log.WaitForCommit(seen, TimeSpan.FromMilliseconds(5), default).ShouldBeFalse();
        Commit(log, batch => Append(batch, A0, "x"));
        log.Version.ShouldBeGreaterThan(seen);
        log.WaitForCommit(seen, Timeout.InfiniteTimeSpan, default).ShouldBeTrue();
    }

    [Fact]
    public async Task Wait_ends_with_a_commit_of_another_thread_and_with_a_cancellation()
    {
        ILog log = NewLogWithTopics();
        long seen = log.Version;
        Task<bool> waiting = Task.Run(() => log.WaitForCommit(seen, TimeSpan.FromSeconds(30), default));
        Commit(log, batch => Append(batch, A0, "x"));
        (await waiting).ShouldBeTrue();

        using CancellationTokenSource cancel = new();
        seen = log.Version;
        Task<bool> cancelled = Task.Run(() => log.WaitForCommit(seen, TimeSpan.FromSeconds(30), cancel.Token));
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => cancelled);
    }

    [Fact]
    public void Log_that_was_disposed_says_so()
    {
        ILog log = NewLogWithTopics();
        ILogProducer producer = log.OpenProducer("p");
        log.Dispose();
        CommitBatch batch = new();
        Append(batch, A0, "x");
        Should.Throw<ObjectDisposedException>(() => producer.Commit(batch));
        Should.Throw<ObjectDisposedException>(() => log.Read(A0, 0, new RecordBatch()));
        Should.Throw<ObjectDisposedException>(() => log.EnsureTopic(new TopicDefinition("c", 1)));
        Should.Throw<ObjectDisposedException>(() => log.OpenProducer("p"));
        Should.Throw<ObjectDisposedException>(() => log.WaitForCommit(log.Version, TimeSpan.FromSeconds(9), default));
        log.Dispose();
    }
}
