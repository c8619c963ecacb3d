using Houle.Sinks.Sink;
using Houle.Streams.Log;
using Microsoft.Extensions.Logging.Abstractions;

namespace Houle.Sinks.Tests.Sink;

public sealed class SinkBlockTests
{
    private static readonly TopicPartition Partition = new(SinkHarness.Windows, 0);

    [Fact]
    public void Block_filled_again_allocates_next_to_nothing()
    {
        using var harness = new SinkHarness(partitions: 1);
        harness.Append(WindowModel.Random(seed: 41, count: 2000));
        var block = new SinkBlock(SinkTable.All[0], SinkHarness.Options(rowsMax: 1_000_000), harness.Log, NullLogger.Instance);
        block.Fill(Partition, "id", 0);
        block.Fill(Partition, "id", 0);

        long before = GC.GetAllocatedBytesForCurrentThread();
        block.Fill(Partition, "id", 0);

        // The block's own name and the like, however many rows it has.
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1000);
        block.Rows.ShouldBeGreaterThan(5000);
    }

    [Fact]
    public void Block_built_again_from_its_plan_has_the_same_bytes()
    {
        using var harness = new SinkHarness(partitions: 1);
        harness.Append(WindowModel.Random(seed: 42, count: 300));
        var first = new SinkBlock(SinkTable.All[0], SinkHarness.Options(rowsMax: 300), harness.Log, NullLogger.Instance);
        first.Fill(Partition, "id", 7).ShouldBeTrue();

        // The limits of another configuration do not matter: the plan says where the block ends.
        var again = new SinkBlock(SinkTable.All[0], SinkHarness.Options(rowsMax: 10), harness.Log, NullLogger.Instance);
        again.Rebuild(Partition, first.Plan, null);

        again.Bytes.Written.SequenceEqual(first.Bytes.Written).ShouldBeTrue();
        again.Token.ShouldBe($"city_windows:houle:id:0:7-{first.Plan.Last}:0");
        first.Rows.ShouldBeInRange(300, 310);
    }

    [Fact]
    public void Block_is_cut_by_bytes_too()
    {
        using var harness = new SinkHarness(partitions: 1);
        harness.Append(WindowModel.Random(seed: 43, count: 300));
        ClickHouseSinkOptions options = SinkHarness.Options(rowsMax: 1_000_000) with { BytesMax = 50_000 };
        var block = new SinkBlock(SinkTable.All[0], options, harness.Log, NullLogger.Instance);

        block.Fill(Partition, "id", 0).ShouldBeTrue();

        const int largestRecordBytes = 10_000;
        block.Bytes.Length.ShouldBeLessThan(options.BytesMax + largestRecordBytes);
        block.Plan.Last.ShouldBeLessThan(299);
    }

    [Fact]
    public void Partition_at_its_end_gives_no_block()
    {
        using var harness = new SinkHarness(partitions: 1);
        var block = new SinkBlock(SinkTable.All[0], SinkHarness.Options(), harness.Log, NullLogger.Instance);
        block.Fill(Partition, "id", 0).ShouldBeFalse();
    }
}
