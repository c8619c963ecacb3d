using Houle.Streams.Log;
using Houle.Streams.Topology;
using Microsoft.Extensions.Logging;

namespace Houle.Hosting;

/// <summary>Does what one process of a deployment alone may do: on a shared log the one to which the group gives the seat; when
/// that ends or is cut off, another takes over.</summary>
/// <remarks>The seat saves work and quarrels. What keeps the work exactly once is its own fencing: whoever opens its producers last,
/// owns it.</remarks>
/// <param name="log">The log that the processes share.</param>
/// <param name="name">Of the work, and so of the group.</param>
/// <param name="instance">Tells this process from the others.</param>
/// <param name="work">Begins from what is committed, and runs until it is cancelled.</param>
/// <param name="logger">Told of each taking and leaving of the seat.</param>
internal sealed partial class Leader(ISharedLog log, string name, string instance, Func<CancellationToken, Task> work, ILogger logger)
    : IPartitionOwner
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan RestartDelay = TimeSpan.FromSeconds(1);
    private static readonly TopicPartition Seat = new(TopicNames.Accounting, 0); // one partition, of a topic that every deployment has

    private CancellationTokenSource? _stepDown;
    private Task? _working;

    /// <summary>Runs until it is cancelled, or the work fails for a reason that another start would not mend.</summary>
    public async Task Run(CancellationToken cancel)
    {
        using IGroupMember member = log.Join($"{name}-leader", [Seat.Topic], $"{name}-leader-{instance}");
        try
        {
            while (!cancel.IsCancellationRequested)
            {
                member.Poll(this);
                if (_stepDown is { } lead) _working ??= Task.Run(() => work(lead.Token), CancellationToken.None);
                if (_working is { IsCompleted: true } && !await EndedWell()) await Pause(RestartDelay, cancel);
                await Pause(PollInterval, cancel);
            }
        }
        finally
        {
            await StepDown();
        }
    }

    public void Assigned(string group, IReadOnlyList<TopicPartition> partitions)
    {
        if (!partitions.Contains(Seat) || _stepDown is not null) return;
        _stepDown = new CancellationTokenSource();
        LogTaken(logger, name);
    }

    public void Revoked(string group, IReadOnlyList<TopicPartition> partitions)
    {
        if (partitions.Contains(Seat)) StepDown().GetAwaiter().GetResult();
    }

    public void Lost(string group, IReadOnlyList<TopicPartition> partitions) => Revoked(group, partitions);

    private async Task StepDown()
    {
        if (_stepDown is not { } lead) return;
        await lead.CancelAsync();
        if (_working is not null) await EndedWell();
        lead.Dispose();
        _stepDown = null;
        LogLeft(logger, name);
    }

    /// <summary>A commit that the log aborted, or a broker that is away, costs the work its state: it begins again.</summary>
    private async Task<bool> EndedWell()
    {
        Task ended = _working!;
        _working = null;
        try
        {
            await ended;
            return true;
        }
        catch (LogException e) when (e is CommitAbortedException or LogUnavailableException)
        {
            LogAgain(logger, name, e.Message);
            return false;
        }
    }

    private static async Task Pause(TimeSpan time, CancellationToken cancel) =>
        await Task.Delay(time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    [LoggerMessage(Level = LogLevel.Warning, Message = "this instance does the {Work} now")]
    private static partial void LogTaken(ILogger logger, string work);

    [LoggerMessage(Level = LogLevel.Warning, Message = "this instance no longer does the {Work}")]
    private static partial void LogLeft(ILogger logger, string work);

    [LoggerMessage(Level = LogLevel.Warning, Message = "the {Work} begin again from the last commit: {Reason}")]
    private static partial void LogAgain(ILogger logger, string work, string reason);
}
