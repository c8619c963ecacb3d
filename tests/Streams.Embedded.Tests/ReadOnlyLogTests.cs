using Houle.Streams.Log;

namespace Houle.Streams.Embedded.Tests;

public sealed class ReadOnlyLogTests : IDisposable
{
    private readonly LogFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Look_from_beside_follows_the_owner_commit_by_commit()
    {
        using EmbeddedLog owner = _folder.Open(new EmbeddedLogOptions { SegmentBytes = 500 });
        using ILogProducer producer = owner.OpenProducer("p");
        using ILog look = EmbeddedLog.OpenReadOnly(_folder.Path);
        for (int n = 0; n < 60; n++)
        {
            CommitBatch batch = LogFolder.BatchOf(LogFolder.T0, $"{n}");
            batch.SetPosition("g", LogFolder.T0, new GroupPosition(n, n));
            long seen = look.Version;
            producer.Commit(batch);
            look.WaitForCommit(seen, TimeSpan.FromSeconds(10), default).ShouldBeTrue();
            look.Range(LogFolder.T0).End.ShouldBe(n + 1);
            look.Position("g", LogFolder.T0).ShouldBe(new GroupPosition(n, n));
        }
        LogFolder.ValuesOf(look, LogFolder.T0).ShouldBe(Enumerable.Range(0, 60).Select(n => $"{n}"));
        look.Topics.ShouldBe(owner.Topics);
        look.Positions.ShouldBe(owner.Positions);
        owner.EnsureTopic(new TopicDefinition("u", 1));
        look.Topics.Count.ShouldBe(2);
    }

    [Fact]
    public void Look_sees_what_retention_deleted_as_out_of_range()
    {
        using EmbeddedLog owner = _folder.Open(new EmbeddedLogOptions { SegmentBytes = 300 });
        using ILogProducer producer = owner.OpenProducer("p");
        for (int n = 0; n < 40; n++) producer.Commit(LogFolder.BatchOf(LogFolder.T0, $"{n:D60}"));
        using ILog look = EmbeddedLog.OpenReadOnly(_folder.Path);
        CommitBatch trim = new();
        trim.TrimBefore(LogFolder.T0, 30);
        producer.Commit(trim);
        owner.EnforceRetention();
        Should.Throw<OffsetOutOfRangeException>(() => look.Read(LogFolder.T0, 0, new RecordBatch()));
        LogFolder.ValuesOf(look, LogFolder.T0)[^1].ShouldBe($"{39:D60}");
    }

    [Fact]
    public void Look_into_a_folder_that_nobody_owns_reads_what_is_there()
    {
        _folder.Write(5);
        using ILog look = EmbeddedLog.OpenReadOnly(_folder.Path);
        LogFolder.ValuesOf(look, LogFolder.T0).Count.ShouldBe(5);
        look.WaitForCommit(look.Version, TimeSpan.FromMilliseconds(60), default).ShouldBeFalse();
    }

    [Fact]
    public void Look_refuses_to_write()
    {
        _folder.Write(1);
        using ILog look = EmbeddedLog.OpenReadOnly(_folder.Path);
        Should.Throw<LogException>(() => look.OpenProducer("p")).Message.ShouldContain("for reading only");
        Should.Throw<LogException>(() => look.EnsureTopic(new TopicDefinition("u", 1)));
        Should.Throw<LogException>(look.EnforceRetention);
    }

    [Fact]
    public void Look_into_a_folder_without_a_log_says_so() =>
        Should.Throw<LogException>(() => EmbeddedLog.OpenReadOnly(_folder.Path)).Message.ShouldContain("there is no log in");
}
