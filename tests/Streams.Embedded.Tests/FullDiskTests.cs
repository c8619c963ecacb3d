using System.Diagnostics;
using Houle.Streams.Log;

namespace Houle.Streams.Embedded.Tests;

public sealed class FullDiskTests : IDisposable
{
    private readonly LogFolder _folder = new();
    private readonly FaultyDisk _disk = new();

    private EmbeddedLogOptions Options => new() { Disk = _disk, SegmentBytes = 2000 };

    public void Dispose() => _folder.Dispose();

    private static CommitBatch Large(string value)
    {
        CommitBatch batch = LogFolder.BatchOf(LogFolder.T0, value);
        for (int i = 0; i < 100; i++) batch.Append(LogFolder.T1, 1, "key"u8, new byte[90]);
        batch.SetPosition("g", LogFolder.T0, new GroupPosition(1, 1));
        return batch;
    }

    [Fact]
    public void Commit_without_room_changes_nothing_and_the_next_one_with_room_succeeds()
    {
        for (int room = 0; room < 11_700; room += 997)
        {
            using TemporaryFolder folder = new();
            using EmbeddedLog log = EmbeddedLog.Open(folder.Path, _folder.Time, Options);
            log.EnsureTopic(new TopicDefinition("t", 3));
            using ILogProducer producer = log.OpenProducer("p");
            producer.Commit(LogFolder.BatchOf(LogFolder.T0, "before"));
            long bytes = BytesIn(folder.Path);

            _disk.BytesLeft = room;
            Should.Throw<LogException>(() => producer.Commit(Large("lost"))).Message.ShouldContain("No space left");
            BytesIn(folder.Path).ShouldBe(bytes);
            log.Range(LogFolder.T1).End.ShouldBe(0);
            log.Position("g", LogFolder.T0).ShouldBeNull();

            _disk.BytesLeft = long.MaxValue;
            producer.Commit(Large("after"));
            LogFolder.ValuesOf(log, LogFolder.T0).ShouldBe(["before", "after"]);
            log.Range(LogFolder.T1).End.ShouldBe(100);
        }

        static long BytesIn(string folder) =>
            Directory.EnumerateFiles(Path.Combine(folder, "topics", "t")).Sum(path => new FileInfo(path).Length);
    }

    [Fact]
    public void Commit_that_cannot_make_a_segment_changes_nothing()
    {
        using EmbeddedLog log = _folder.Open(Options);
        using ILogProducer producer = log.OpenProducer("p");
        producer.Commit(Large("before"));
        _disk.FailsToCreate = true;
        Should.Throw<LogException>(() => producer.Commit(Large("lost")));
        _disk.FailsToCreate = false;
        producer.Commit(Large("after"));
        LogFolder.ValuesOf(log, LogFolder.T0).ShouldBe(["before", "after"]);
    }

    /// <summary>SQLite's own limit on its file stands in for the disk: the segments have room, the commit store has none.</summary>
    [Fact]
    public void Commit_store_without_room_changes_nothing()
    {
        using EmbeddedLog log = _folder.Open();
        using ILogProducer producer = log.OpenProducer("p");
        producer.Commit(LogFolder.BatchOf(LogFolder.T0, "before"));
        log.LimitStore(pagesMax: 1); // less than it has: it may not grow
        CommitBatch many = LogFolder.BatchOf(LogFolder.T0, "lost");
        for (int i = 0; i < 200; i++) many.SetPosition($"a group with a long name {i}", LogFolder.T0, new GroupPosition(1, 1));
        Should.Throw<LogException>(() => producer.Commit(many)).Message.ShouldContain("commits.db");
        log.Positions.ShouldBeEmpty();
        log.LimitStore(pagesMax: 1 << 20);
        producer.Commit(many);
        LogFolder.ValuesOf(log, LogFolder.T0).ShouldBe(["before", "lost"]);
        log.Positions.Count.ShouldBe(200);
    }

    [Fact]
    public void Flush_that_fails_ends_the_process_and_acknowledges_nothing()
    {
        string? told = null;
        using (EmbeddedLog log = _folder.Open(Options with { FailFast = (message, _) => told = message }))
        {
            using ILogProducer producer = log.OpenProducer("p");
            producer.Commit(LogFolder.BatchOf(LogFolder.T0, "before"));
            _disk.FailsToSync = true;
            Should.Throw<LogException>(() => producer.Commit(LogFolder.BatchOf(LogFolder.T0, "lost")));
            told.ShouldNotBeNull().ShouldContain("fdatasync");
            _disk.FailsToSync = false;
            Should.Throw<LogException>(() => producer.Commit(LogFolder.BatchOf(LogFolder.T0, "too late")))
                .Message.ShouldContain("start the process again");
            Should.Throw<LogException>(() => log.EnsureTopic(new TopicDefinition("u", 1)));
        }
        using EmbeddedLog next = _folder.Open();
        LogFolder.ValuesOf(next, LogFolder.T0).ShouldBe(["before"]);
    }

    [Fact]
    public void Flush_that_fails_while_retention_closes_a_segment_ends_the_process_too()
    {
        string? told = null;
        using EmbeddedLog log = _folder.Open(Options with { FailFast = (message, _) => told = message });
        log.EnsureTopic(new TopicDefinition("t", 3, RetentionMs: 10));
        using ILogProducer producer = log.OpenProducer("p");
        producer.Commit(LogFolder.BatchOf(LogFolder.T0, "old"));
        _folder.Time.NowMs += 1000;
        _disk.FailsToSync = true;
        Should.Throw<LogException>(log.EnforceRetention);
        told.ShouldNotBeNull();
    }

    /// <summary>A real file system of 3 MiB: segments, SQLite and index files all run into its end.</summary>
    [Fact]
    public void Log_on_a_full_file_system_refuses_commits_and_goes_on_when_there_is_room()
    {
        string mount = Path.Combine(_folder.Path, "small");
        Directory.CreateDirectory(mount);
        if (!Run("mount", "-t", "tmpfs", "-o", "size=3m", "houle-test", mount))
            Assert.Skip("cannot mount a small tmpfs here: not root, or not allowed");
        try
        {
            string ballast = Path.Combine(mount, "ballast");
            File.WriteAllBytes(ballast, new byte[1 << 20]);
            using EmbeddedLog log = EmbeddedLog.Open(
                Path.Combine(mount, "log"), _folder.Time, new EmbeddedLogOptions { SegmentBytes = 64 << 10 });
            log.EnsureTopic(new TopicDefinition("t", 3));
            using ILogProducer producer = log.OpenProducer("p");
            int committed = FillUp(producer, log);
            committed.ShouldBeGreaterThan(3);
            for (int again = 0; again < 20; again++)
                Should.Throw<LogException>(() => producer.Commit(Batch(committed))).Message.ShouldContain("make space");
            LogFolder.ValuesOf(log, LogFolder.T0).Count.ShouldBe(committed);
            File.Delete(ballast);
            producer.Commit(Batch(committed));
            LogFolder.ValuesOf(log, LogFolder.T0).Count.ShouldBe(committed + 1);
            log.Range(LogFolder.T1).End.ShouldBe(committed + 1);
        }
        finally
        {
            Run("umount", mount).ShouldBeTrue();
        }

        static CommitBatch Batch(int n)
        {
            CommitBatch batch = LogFolder.BatchOf(LogFolder.T0, $"{n}");
            batch.Append(LogFolder.T1, 1, "key"u8, new byte[50_000]);
            return batch;
        }

        static int FillUp(ILogProducer producer, ILog log)
        {
            for (int n = 0; n < 1000; n++)
            {
                try
                {
                    producer.Commit(Batch(n));
                }
                catch (LogException)
                {
                    log.Range(LogFolder.T1).End.ShouldBe(n);
                    return n;
                }
            }
            throw new InvalidOperationException("50 MB went into 3 MiB");
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.WaitForExit(TimeSpan.FromSeconds(10)).ShouldBeTrue();
        return process.ExitCode == 0;
    }
}
