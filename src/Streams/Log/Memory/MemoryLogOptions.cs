namespace Houle.Streams.Log.Memory;

/// <summary>Sizes of a <see cref="MemoryLog"/>, and the faults it is to have.</summary>
public sealed record MemoryLogOptions
{
    /// <summary>Bytes of records per segment; retention deletes whole segments. At least 64; default 1 MiB.</summary>
    public int SegmentBytes { get; init; } = 1 << 20;

    /// <summary>The largest record: key, value and headers together. Default 16 MiB.</summary>
    public int RecordBytesMax { get; init; } = 16 << 20;

    /// <summary>What goes wrong, and when; default nothing.</summary>
    public MemoryLogFaults Faults { get; init; } = MemoryLogFaults.None;
}
