using Houle.Streams.Log;

namespace Houle.Streams.Runtime;

/// <summary>How the work is run: nothing here changes what comes out (contract C1).</summary>
public sealed record RuntimeOptions
{
    /// <summary>Stream threads; 1 to 256. Default: the machine's cores.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>A commit at least this often while there is work; 1 to 60,000.</summary>
    public int CommitIntervalMs { get; init; } = 200;

    /// <summary>Records after which a thread commits; 1 to 10,000,000.</summary>
    public int CommitRecordsMax { get; init; } = 20_000;

    /// <summary>Table rows and bytes of output after which a thread commits, whatever else.</summary>
    public int PendingRowsMax { get; init; } = 1_000_000;

    public int PendingBytesMax { get; init; } = 32 << 20;

    /// <summary>Records that one read takes from a partition; 1 to 1,000,000.</summary>
    public int ReadRecordsMax { get; init; } = 10_000;

    /// <summary>A partition this far ahead of one of its topic that still has records waits, of a source and of houle.activity; in event
    /// time, among the partitions of this process.</summary>
    public long AheadMaxMs { get; init; } = 3_600_000;

    /// <summary>Bytes of records that may wait for slower partitions (<see cref="IStreamTask.Waiting"/>); past it partitions are kept within a
    /// minute of the slowest.</summary>
    public long WaitingBytesMax { get; init; } = 64 << 20;

    /// <summary>First part of the transactional ids; two deployments on one log need two names.</summary>
    public string Name { get; init; } = "houle";

    /// <summary>Part of the transactional ids that tells processes of one deployment apart; empty where there is one.</summary>
    public string Instance { get; init; } = "";

    /// <summary>On a shared log: keep warm copies of the tasks that other processes run, so that taking over is quick.</summary>
    public bool Standby { get; init; }

    /// <summary>State of such copies in this process, about; at least 1. Partitions past it go without a copy.</summary>
    public long StandbyBytesMax { get; init; } = 2L << 30;

    /// <summary>Told, in one line, how a restore gets on that takes long, and which copies stand by.</summary>
    public Action<string>? Progress { get; init; }

    /// <summary>Told of each durable commit by the thread that made it: the batch, valid during the call, the records processed for it, and
    /// how long it took.</summary>
    public Action<CommitBatch, int, TimeSpan>? Committed { get; init; }

    /// <summary>Told when a thread lost its state to an aborted commit and starts again from the last one.</summary>
    public Action<Exception>? Restarted { get; init; }
}
