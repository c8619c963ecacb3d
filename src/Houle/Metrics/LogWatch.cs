using Houle.Commands.Topics;
using Houle.Streams.Log;

namespace Houle.Metrics;

/// <summary>What a group has not read of a topic, all partitions together.</summary>
internal sealed record TopicLag(string Group, string Topic, long Records);

/// <summary>Asks the log every few seconds how far every group is, so that nobody who scrapes waits for a broker; and so knows whether
/// the log answers.</summary>
internal sealed class LogWatch(ILog log, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    // Twice what a question to a broker may take: one that is slow is not yet away.
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(60);

    private readonly DateTimeOffset _started = clock.GetUtcNow();
    private volatile IReadOnlyList<TopicLag> _lags = [];
    private long _answeredAtTicks;
    private volatile string? _problem;

    /// <summary>As of the last answer; empty before the first.</summary>
    public IReadOnlyList<TopicLag> Lags => _lags;

    /// <summary>What is wrong with the log; null while it answers.</summary>
    public string? Problem
    {
        get
        {
            if (_problem is { } problem) return problem;
            long ticks = Interlocked.Read(ref _answeredAtTicks);
            TimeSpan silent = clock.GetUtcNow() - (ticks == 0 ? _started : new DateTimeOffset(ticks, TimeSpan.Zero));
            return silent > SilenceMax ? $"it has not answered for {silent.TotalSeconds:0} s" : null;
        }
    }

    public async Task Run(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            await Task.Run(Ask, CancellationToken.None);
            await Task.Delay(Interval, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Ask()
    {
        try
        {
            _lags = [.. LogReport.Of(log).Groups.GroupBy(at => (at.Group, at.Partition.Topic))
                .Select(at => new TopicLag(at.Key.Group, at.Key.Topic, at.Sum(partition => partition.Lag)))];
            Interlocked.Exchange(ref _answeredAtTicks, clock.GetUtcNow().UtcTicks);
            _problem = null;
        }
        catch (LogException e)
        {
            _problem = e.Message; // the stages say what they make of it; here it is a number that is missing
        }
    }
}
