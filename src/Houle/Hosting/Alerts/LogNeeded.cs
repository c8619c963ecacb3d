using Houle.Sinks.Alerts.Channels;
using Houle.Sinks.Alerts.Messages;

namespace Houle.Hosting.Alerts;

/// <summary>A topic as destination in a command that does not own the log: it can show, and not send.</summary>
internal sealed class LogNeeded(string topic) : IAlertChannel
{
    public string Preview(AlertMessage message) => WebhookFormat.Instance.Write(message);

    public Task<SendResult> SendAsync(AlertMessage message, CancellationToken cancel) =>
        Task.FromResult(SendResult.Refused($"topic {topic} is written to by the running service alone"));

    public void Dispose()
    {
        // It holds nothing.
    }
}
