using Houle.Streams.Log;

namespace Houle.Streams.Tests.Log.Contract;

public abstract partial class LogContract
{
    private const int RetentionSegmentBytes = 512;
    private const string NotOurs = "the brokers enforce retention, segment by segment, in their own time";

    private void AppendMany(ILog log, int count, TopicPartition partition)
    {
        for (int i = 0; i < count; i++)
            Commit(log, batch => Append(batch, partition, $"{i:D100}", CommitBatch.StampAtCommit));
    }

    [Fact]
    public void Retention_by_age_deletes_whole_old_segments()
    {
        Assert.SkipUnless(EnforcesRetention, NotOurs);
        ILog log = NewLog(RetentionSegmentBytes);
        log.EnsureTopic(new TopicDefinition("a", 2, RetentionMs: 1000));
        AppendMany(log, 50, A0);
        Time.NowMs += 600;
        AppendMany(log, 50, A0);
        log.EnforceRetention();
        log.Range(A0).ShouldBe(new OffsetRange(0, 100));
        Time.NowMs += 600;
        log.EnforceRetention();
        OffsetRange range = log.Range(A0);
        range.End.ShouldBe(100);
        range.Start.ShouldBeInRange(40, 50);
        Should.Throw<OffsetOutOfRangeException>(() => log.Read(A0, range.Start - 1, new RecordBatch()));
        ValuesOf(log, A0, range.Start).Count.ShouldBe((int)range.Count);
        Time.NowMs += 5000;
        log.EnforceRetention();
        AppendMany(log, 1, A0);
        log.Range(A0).End.ShouldBe(101);
    }

    [Fact]
    public void Record_larger_than_a_segment_follows_one_that_retention_closed()
    {
        Assert.SkipUnless(EnforcesRetention, NotOurs);
        ILog log = NewLog(RetentionSegmentBytes, recordBytesMax: 8 * RetentionSegmentBytes);
        log.EnsureTopic(new TopicDefinition("a", 1, RetentionMs: 1000));
        AppendMany(log, 1, A0);
        Commit(log, batch => batch.SetPosition("slow", A0, new GroupPosition(0, 0)));
        Time.NowMs += 5000;
        log.EnforceRetention();
        Commit(log, batch => Append(batch, A0, new string('x', 4 * RetentionSegmentBytes), CommitBatch.StampAtCommit));
        ValuesOf(log, A0).Count.ShouldBe(2);
        ValuesOf(log, A0, 1).Count.ShouldBe(1);
    }

    [Fact]
    public void Retention_by_bytes_deletes_the_oldest_segments()
    {
        Assert.SkipUnless(EnforcesRetention, NotOurs);
        ILog log = NewLog(RetentionSegmentBytes);
        log.EnsureTopic(new TopicDefinition("a", 2, RetentionBytes: 2000));
        AppendMany(log, 100, A0);
        AppendMany(log, 3, A1);
        log.EnforceRetention();
        log.Range(A0).Start.ShouldBeInRange(75, 96);
        log.Range(A1).ShouldBe(new OffsetRange(0, 3));
    }

    [Fact]
    public void Retention_and_trims_stay_below_the_lowest_position_of_any_group()
    {
        Assert.SkipUnless(EnforcesRetention, NotOurs);
        ILog log = NewLog(RetentionSegmentBytes);
        log.EnsureTopic(new TopicDefinition("a", 1, RetentionMs: 0, RetentionBytes: 0));
        AppendMany(log, 100, A0);
        Commit(log, batch =>
        {
            batch.SetPosition("slow", A0, new GroupPosition(90, 30));
            batch.SetPosition("fast", A0, new GroupPosition(100, 100));
            batch.TrimBefore(A0, 80);
        });
        Time.NowMs += 10;
        log.EnforceRetention();
        log.Range(A0).Start.ShouldBeInRange(20, 30);
        Commit(log, batch => batch.SetPosition("slow", A0, new GroupPosition(95, 95)));
        log.EnforceRetention();
        log.Range(A0).Start.ShouldBeInRange(85, 95);
    }

    [Fact]
    public void Trim_deletes_whole_segments_below_it_and_no_more()
    {
        Assert.SkipUnless(EnforcesRetention, NotOurs);
        ILog log = NewLogWithTopics(RetentionSegmentBytes);
        AppendMany(log, 100, A0);
        Commit(log, batch => batch.TrimBefore(A0, 50));
        log.EnforceRetention();
        OffsetRange range = log.Range(A0);
        range.Start.ShouldBeInRange(40, 50);
        range.End.ShouldBe(100);
        ValuesOf(log, A0, 50)[0].ShouldBe($"{50:D100}");
        Commit(log, batch => batch.TrimBefore(A0, 10));
        log.EnforceRetention();
        log.Range(A0).ShouldBe(range);
    }

    [Fact]
    public void Retention_by_age_reaches_a_quiet_partition_whose_segment_never_fills()
    {
        Assert.SkipUnless(EnforcesRetention, NotOurs);
        ILog log = NewLog();
        log.EnsureTopic(new TopicDefinition("a", 1, RetentionMs: 1000));
        AppendMany(log, 3, A0);
        Time.NowMs += 1001;
        AppendMany(log, 1, A0);
        log.EnforceRetention();
        log.Range(A0).ShouldBe(new OffsetRange(0, 4)); // the newest record keeps its segment
        Time.NowMs += 1001;
        log.EnforceRetention();
        log.Range(A0).ShouldBe(new OffsetRange(4, 4));
        log.EnforceRetention();
        AppendMany(log, 2, A0);
        log.Range(A0).ShouldBe(new OffsetRange(4, 6));
        ValuesOf(log, A0, 4).Count.ShouldBe(2);
    }

    [Fact]
    public void Retention_unlimited_deletes_nothing()
    {
        Assert.SkipUnless(EnforcesRetention, NotOurs);
        ILog log = NewLogWithTopics(RetentionSegmentBytes);
        AppendMany(log, 100, A0);
        Time.NowMs += 1L << 40;
        log.EnforceRetention();
        log.Range(A0).ShouldBe(new OffsetRange(0, 100));
    }
}
