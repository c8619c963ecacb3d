using Houle.Streams.Log;

namespace Houle.Streams.Embedded;

/// <summary>Sizes and bounds of an <see cref="EmbeddedLog"/>, and what tests replace.</summary>
public sealed record EmbeddedLogOptions
{
    public const int SegmentBytesMax = 1 << 30;

    /// <summary>A segment file is closed before it passes this; retention deletes whole segments. 64 to 1 GiB; default 64 MiB.</summary>
    public int SegmentBytes { get; init; } = 64 << 20;

    /// <summary>The largest record: key, value and headers together. 1 to 512 MiB; default 16 MiB.</summary>
    public int RecordBytesMax { get; init; } = 16 << 20;

    /// <summary>Bytes of batches that may wait for the group commit before Commit blocks; default 64 MiB. A single larger
    /// batch goes alone.</summary>
    public long PendingBytesMax { get; init; } = 64 << 20;

    /// <summary>Files of one commit that are flushed side by side; 1 to 64, default 8. Flushes wait for the disk, not for a
    /// core.</summary>
    public int FlushesAtOnceMax { get; init; } = 8;

    /// <summary>Makes a topic's id, different each time; default a random UUID.</summary>
    public Func<string> NewTopicId { get; init; } = static () => Guid.NewGuid().ToString("n");

    /// <summary>Called at each of <see cref="LogSteps"/>; default <see cref="FaultPoints.Pass"/>.</summary>
    public Action<string> Step { get; init; } = FaultPoints.Pass;

    /// <summary>Ends the process when what was written can no longer be trusted to be on the disk.</summary>
    /// <remarks>After a failed fdatasync the kernel may have dropped the dirty pages: trying again would succeed without
    /// having written them. If it returns (in tests), the log refuses everything from then on.</remarks>
    public Action<string, Exception> FailFast { get; init; } = Environment.FailFast;

    internal LogDisk Disk { get; init; } = new();

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(SegmentBytes, 64);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(SegmentBytes, SegmentBytesMax);
        ArgumentOutOfRangeException.ThrowIfLessThan(RecordBytesMax, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(RecordBytesMax, 512 << 20);
        ArgumentOutOfRangeException.ThrowIfLessThan(PendingBytesMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(FlushesAtOnceMax, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(FlushesAtOnceMax, 64);
    }
}
