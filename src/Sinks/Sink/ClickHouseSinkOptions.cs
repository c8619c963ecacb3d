namespace Houle.Sinks.Sink;

/// <summary>How the sink cuts its blocks, and how it waits for a server that does not answer.</summary>
public sealed record ClickHouseSinkOptions
{
    /// <summary>Name of this deployment: constant over restarts, written into every row.</summary>
    public string Run { get; init; } = "houle";

    /// <summary>Rows after which a block is sent; one record's rows stay together, so a block may pass it by one record.</summary>
    public int RowsMax { get; init; } = 100_000;

    /// <summary>Bytes after which a block is sent.</summary>
    public int BytesMax { get; init; } = 64 << 20;

    /// <summary>A round that found fewer rows than this waits for <see cref="FlushInterval"/> before the next.</summary>
    public int RowsMin { get; init; } = 10_000;

    /// <summary>The longest that rows wait for others to be inserted with.</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause between two tries while ClickHouse does not answer.</summary>
    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromSeconds(10);

    internal void Check()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Run);
        ArgumentOutOfRangeException.ThrowIfLessThan(RowsMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BytesMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(FlushInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(BackoffMax, TimeSpan.FromMilliseconds(1));
    }
}
