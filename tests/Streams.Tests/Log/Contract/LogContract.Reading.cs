using Houle.Streams.Log;

namespace Houle.Streams.Tests.Log.Contract;

public abstract partial class LogContract
{
    [Fact]
    public void Record_comes_back_as_it_was_written()
    {
        ILog log = NewLogWithTopics();
        Commit(log, batch =>
        {
            batch.Append(A0, 11, "key"u8, "value"u8, [2, 2, 97, 2, 98]);
            batch.Append(A0, 12, "empty"u8, ""u8);
            batch.AppendTombstone(A0, 13, "gone"u8);
            batch.Append(A0, 14, ""u8, "empty key"u8);
            batch.Append(A0, 15, default, "no key"u8, hasKey: false);
            batch.Begin(A0, 16, "begun"u8).Append("written"u8);
            batch.End();
        });
        RecordBatch read = new();
        log.Read(A0, 0, read).ShouldBe(6);
        if (!OffsetsHaveGaps) read[5].Offset.ShouldBe(5);
        Check(read[0], 0, 11, "key"u8, true, "value"u8, false, [2, 2, 97, 2, 98]);
        Check(read[1], 1, 12, "empty"u8, true, ""u8, false, []);
        Check(read[2], 2, 13, "gone"u8, true, ""u8, true, []);
        Check(read[3], 3, 14, ""u8, true, "empty key"u8, false, []);
        Check(read[4], 4, 15, ""u8, false, "no key"u8, false, []);
        Check(read[5], 5, 16, "begun"u8, true, "written"u8, false, []);

        static void Check(
            RecordView view, long offset, long timestampMs, ReadOnlySpan<byte> key, bool hasKey,
            ReadOnlySpan<byte> value, bool isTombstone, ReadOnlySpan<byte> headers)
        {
            view.Offset.ShouldBe(offset);
            view.TimestampMs.ShouldBe(timestampMs);
            view.Key.ToArray().ShouldBe(key.ToArray());
            view.HasKey.ShouldBe(hasKey);
            view.Value.ToArray().ShouldBe(value.ToArray());
            view.IsTombstone.ShouldBe(isTombstone);
            view.Headers.ToArray().ShouldBe(headers.ToArray());
        }
    }

    [Fact]
    public void Record_without_a_timestamp_gets_the_time_of_its_commit()
    {
        ILog log = NewLogWithTopics();
        Time.NowMs += 1234;
        Commit(log, batch => Append(batch, A0, "x", CommitBatch.StampAtCommit));
        RecordBatch read = new();
        log.Read(A0, 0, read);
        read[0].TimestampMs.ShouldBe(Time.NowMs);
    }

    [Fact]
    public void Partition_is_read_from_any_offset_in_batches_of_any_size_across_segments()
    {
        ILog log = NewLogWithTopics(segmentBytes: 256);
        List<string> expected = [];
        for (int i = 0; i < 60; i++)
        {
            Commit(log, batch =>
            {
                for (int j = 0; j <= i % 4; j++)
                {
                    expected.Add($"value {expected.Count}");
                    Append(batch, A0, expected[^1]);
                    Append(batch, A1, "other");
                }
            });
        }
        List<long> offsets = [];
        log.Scan(A0, (scoped in RecordView record) => offsets.Add(record.Offset));
        offsets.Add(log.Range(A0).End);
        offsets.Count.ShouldBe(expected.Count + 1);
        for (int from = 0; from <= expected.Count; from += 7)
        {
            ValuesOf(log, A0, offsets[from]).ShouldBe(expected.Skip(from));
            ValuesOf(log, A0, offsets[from], new RecordBatch(recordsMax: 1 + (from % 9))).ShouldBe(expected.Skip(from));
            ValuesOf(log, A0, offsets[from], new RecordBatch(bytesMax: 1 + (from * 3))).ShouldBe(expected.Skip(from));
        }
    }

    [Fact]
    public void Read_at_the_end_returns_nothing_and_clears_the_batch()
    {
        ILog log = NewLogWithTopics();
        Commit(log, batch => Append(batch, A0, "x"));
        RecordBatch read = new();
        log.Read(A0, 0, read).ShouldBe(1);
        log.Read(A0, log.Range(A0).End, read).ShouldBe(0);
        log.Read(A0, 1, read).ShouldBe(0);
        read.Count.ShouldBe(0);
        log.Read(A1, 0, read).ShouldBe(0);
    }

    [Fact]
    public void Read_past_the_end_or_below_zero_is_an_error()
    {
        ILog log = NewLogWithTopics();
        Commit(log, batch => Append(batch, A0, "x"));
        Should.Throw<OffsetOutOfRangeException>(() => log.Read(A0, log.Range(A0).End + 1, new RecordBatch())).Message.ShouldContain("a/0");
        Should.Throw<OffsetOutOfRangeException>(() => log.Read(A0, -1, new RecordBatch()));
        Should.Throw<OffsetOutOfRangeException>(() => log.Read(A0, long.MaxValue, new RecordBatch()));
    }

    [Fact]
    public void Read_keeps_to_the_bounds_of_its_batch()
    {
        ILog log = NewLogWithTopics();
        Commit(log, batch =>
        {
            for (int i = 0; i < 100; i++) Append(batch, A0, new string('x', 100));
            Append(batch, A0, new string('y', 5000));
        });
        RecordBatch few = new(recordsMax: 7);
        log.Read(A0, 3, few).ShouldBe(7);
        RecordBatch small = new(bytesMax: 1000);
        log.Read(A0, 0, small).ShouldBeInRange(1, 9);
        log.Read(A0, 99, small).ShouldBe(1);
        log.Read(A0, 100, small).ShouldBe(1);
        small[0].Value.Length.ShouldBe(5000);
        RecordBatch tiny = new(bytesMax: 1);
        log.Read(A0, 0, tiny).ShouldBe(1);
        tiny[0].Value.Length.ShouldBe(100);
    }

    [Fact]
    public void Record_larger_than_a_segment_is_kept_whole()
    {
        ILog log = NewLogWithTopics(segmentBytes: 256);
        Commit(log, batch =>
        {
            Append(batch, A0, "before");
            Append(batch, A0, new string('x', 10_000));
            Append(batch, A0, "after");
        });
        ValuesOf(log, A0).Select(value => value.Length).ShouldBe([6, 10_000, 5]);
    }
}
