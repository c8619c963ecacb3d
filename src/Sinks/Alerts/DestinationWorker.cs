using Houle.Sinks.Alerts.Channels;
using Houle.Sinks.Alerts.Messages;
using Houle.Sinks.Alerts.Outbox;
using Houle.Streams.Log;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace Houle.Sinks.Alerts;

/// <summary>Sends what waits for one destination, one message after the other; a destination that fails holds up nobody else.</summary>
/// <remarks>Deliveries of a rule that are due together become one message, a digest, when they are more than the rule's
/// <c>digest_over</c> or were held for it. What a message holds is committed before it is sent, so that after a crash it is
/// sent again with the same alerts under the same key.</remarks>
internal sealed partial class DestinationWorker
{
    private readonly Destination _destination;
    private readonly AlertDeliveryOptions _options;
    private readonly AlertOutbox _outbox;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline<SendResult> _pipeline;
    private readonly Lock _lock = new();
    private readonly List<Delivery> _waiting = [];
    private readonly HashSet<Delivery> _inFlight = new(ReferenceEqualityComparer.Instance);
    private readonly SemaphoreSlim _news = new(0);
    private long _sent, _givenUp, _retries;
    private bool _isDown;

    public DestinationWorker(
        Destination destination, AlertDeliveryOptions options, AlertOutbox outbox, ILogger logger, TimeProvider time)
    {
        (_destination, _options, _outbox, _logger, _time) = (destination, options, outbox, logger, time);
        var builder = new ResiliencePipelineBuilder<SendResult> { TimeProvider = time };
        if (destination.TriesMax > 1)
        {
            builder.AddRetry(new RetryStrategyOptions<SendResult>
            {
                ShouldHandle = static arguments => new ValueTask<bool>(arguments.Outcome is { Exception: null, Result.Outcome: SendOutcome.Retry }),
                MaxRetryAttempts = destination.TriesMax - 1,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = destination.BackoffMin,
                MaxDelay = destination.BackoffMax,
                // Null leaves it to the backoff.
                DelayGenerator = static arguments => new ValueTask<TimeSpan?>(arguments.Outcome.Result.RetryAfter),
                OnRetry = arguments =>
                {
                    Interlocked.Increment(ref _retries);
                    SayDown(arguments.Outcome.Result.Reason);
                    return default;
                },
            });
        }

        _pipeline = builder.Build();
    }

    public DestinationStatus Status
    {
        get
        {
            lock (_lock)
            {
                return new DestinationStatus(
                    _destination.Name, Volatile.Read(ref _sent), Volatile.Read(ref _givenUp), Volatile.Read(ref _retries), _waiting.Count);
            }
        }
    }

    /// <summary>Takes deliveries over; they are committed already.</summary>
    public void Add(IEnumerable<Delivery> deliveries)
    {
        lock (_lock) _waiting.AddRange(deliveries);
        ShedOldest();
        _news.Release();
    }

    public async Task RunAsync(CancellationToken cancel)
    {
        while (true)
        {
            if (NextMessage(out TimeSpan wait) is not { } due)
            {
                await _news.WaitAsync(wait, cancel).ConfigureAwait(false);
                continue;
            }

            await SendAsync(due, cancel).ConfigureAwait(false);
            lock (_lock)
            {
                _waiting.RemoveAll(_inFlight.Contains);
                _inFlight.Clear();
            }
        }
    }

    private async Task SendAsync(List<Delivery> due, CancellationToken cancel)
    {
        string key = due[0].Message ?? Delivery.MessageOf(due);
        // Also when it is one: after a crash it might else be put into a digest, and come under another key.
        if (due[0].Message is null) _outbox.Bundle(due, key, NowMs());
        FaultPoints.Pass("alerts.before-send");
        var message = new AlertMessage(key, due[0].Rule, [.. due.Select(delivery => delivery.Alert)], _destination.Style);
        long giveUpAtMs = due.Max(delivery => Math.Max(delivery.NotBeforeMs, delivery.PlannedAtMs)) + (long)_destination.GiveUpAfter.TotalMilliseconds;
        int tries = 0;
        string last = "";
        SendResult result = await _pipeline.ExecuteAsync(async token =>
        {
            if (tries > 0 && NowMs() >= giveUpAtMs) return SendResult.Refused($"not delivered in time; the last of {tries} tries: {last}");
            tries++;
            SendResult tried = await TryAsync(message, token).ConfigureAwait(false);
            last = tried.Reason;
            return tried;
        }, cancel).ConfigureAwait(false);
        FaultPoints.Pass("alerts.after-send");
        if (result.Outcome == SendOutcome.Delivered)
        {
            _outbox.Settle(due, key, NowMs(), tries, null);
            Interlocked.Add(ref _sent, due.Count);
            if (_isDown) LogBack(_logger, _destination.Name);
            _isDown = false;
            return;
        }

        string reason = result.Outcome == SendOutcome.Retry ? $"{tries} tries, the last: {result.Reason}" : result.Reason;
        _outbox.Settle(due, key, NowMs(), tries, reason);
        Interlocked.Add(ref _givenUp, due.Count);
        LogGivenUp(_logger, _destination.Name, due.Count, due[0].Rule, reason);
    }

    private async Task<SendResult> TryAsync(AlertMessage message, CancellationToken cancel)
    {
        try
        {
            return await _destination.Channel.SendAsync(message, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException and not LogException)
        {
            // A bug met by one message must not stop all others, now and after every restart.
            LogFault(_logger, e, _destination.Name, message.Key);
            return SendResult.Refused($"a fault of Houle's own: {e.GetType().Name}: {e.Message}");
        }
    }

    /// <summary>The deliveries of the next message; null, and how long to wait, when nothing is due.</summary>
    private List<Delivery>? NextMessage(out TimeSpan wait)
    {
        lock (_lock)
        {
            List<Delivery>? due = Due(out wait);
            if (due is not null) _inFlight.UnionWith(due);
            return due;
        }
    }

    private List<Delivery>? Due(out TimeSpan wait)
    {
        long now = NowMs();
        wait = Timeout.InfiniteTimeSpan;
        if (_waiting.Count == 0) return null;
        // What was bundled before a crash goes first, and as it was.
        if (_waiting.Find(delivery => delivery.Message is not null) is { Message: { } message })
            return _waiting.FindAll(delivery => delivery.Message == message);
        Delivery first = _waiting.MinBy(delivery => delivery.NotBeforeMs)!;
        if (first.NotBeforeMs > now)
        {
            // A clock that is set must not keep us asleep.
            wait = TimeSpan.FromMilliseconds(Math.Min(first.NotBeforeMs - now, 60_000));
            return null;
        }

        List<Delivery> together = _waiting.FindAll(delivery => delivery.Rule == first.Rule && delivery.NotBeforeMs <= now);
        int over = _options.Rules.FirstOrDefault(rule => rule.Name == first.Rule)?.DigestOver ?? 5;
        bool isHeld = first.NotBeforeMs > first.PlannedAtMs;
        return together.Count > over || (isHeld && together.Count > 1) ? together : [first];
    }

    private void ShedOldest()
    {
        List<Delivery> shed;
        lock (_lock)
        {
            int over = _waiting.Count - _options.PendingMax;
            if (over <= 0) return;
            shed = [.. _waiting.Where(delivery => !_inFlight.Contains(delivery)).Take(over)];
            if (shed.Count == 0) return;
            HashSet<Delivery> gone = new(shed, ReferenceEqualityComparer.Instance);
            _waiting.RemoveAll(gone.Contains);
        }

        string reason = $"more than {_options.PendingMax} deliveries wait for {_destination.Name}";
        _outbox.Settle(shed, "", NowMs(), 0, reason);
        Interlocked.Add(ref _givenUp, shed.Count);
        LogGivenUp(_logger, _destination.Name, shed.Count, shed[0].Rule, reason);
    }

    private long NowMs() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private void SayDown(string reason)
    {
        if (!_isDown) LogDown(_logger, _destination.Name, reason);
        _isDown = true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Destination {Destination} does not take alerts, and is tried again: {Reason}")]
    private static partial void LogDown(ILogger logger, string destination, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Destination {Destination} takes alerts again")]
    private static partial void LogBack(ILogger logger, string destination);

    [LoggerMessage(Level = LogLevel.Error, Message = "Destination {Destination}: message {Key} met a fault of ours")]
    private static partial void LogFault(ILogger logger, Exception e, string destination, string key);

    [LoggerMessage(Level = LogLevel.Error, Message = "Destination {Destination}: {Count} alerts of rule {Rule} are given up: {Reason}")]
    private static partial void LogGivenUp(ILogger logger, string destination, int count, string rule, string reason);
}

/// <summary>What became of the deliveries to one destination since the start.</summary>
/// <param name="Sent">Deliveries that were taken.</param>
/// <param name="GivenUp">Deliveries that were given up; the reasons are in houle.alert-deliveries and in the log file.</param>
/// <param name="Retries">Tries that failed.</param>
/// <param name="Waiting">Deliveries that are to be sent.</param>
public sealed record DestinationStatus(string Name, long Sent, long GivenUp, long Retries, int Waiting);
