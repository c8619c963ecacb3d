namespace Houle.Sinks.Alerts.Channels;

/// <summary>What came of one try.</summary>
public enum SendOutcome
{
    /// <summary>The receiver has it.</summary>
    Delivered,

    /// <summary>It may succeed later: no answer, a busy or broken server.</summary>
    Retry,

    /// <summary>It will never: the receiver refuses this message, or is gone.</summary>
    Refused,
}

/// <summary>What came of one try, and why.</summary>
/// <param name="Reason">One sentence without secrets; empty when delivered.</param>
/// <param name="RetryAfter">How long the receiver asks to wait; null when it does not say.</param>
public readonly record struct SendResult(SendOutcome Outcome, string Reason = "", TimeSpan? RetryAfter = null)
{
    public static SendResult Delivered { get; } = new(SendOutcome.Delivered);

    public static SendResult Retry(string reason, TimeSpan? after = null) => new(SendOutcome.Retry, reason, after);

    public static SendResult Refused(string reason) => new(SendOutcome.Refused, reason);
}

/// <summary>One way to a receiver. Reports what a network or a server does as a result; throws only when cancelled.</summary>
public interface IAlertChannel : IDisposable
{
    Task<SendResult> SendAsync(Messages.AlertMessage message, CancellationToken cancel);

    /// <summary>What would go over the wire, for a person to read; holds no secret.</summary>
    string Preview(Messages.AlertMessage message);
}
