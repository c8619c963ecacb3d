namespace Houle.Sinks.Alerts.Messages;

/// <summary>Writes a message as the JSON that a receiver expects.</summary>
public interface IMessageFormat
{
    string Write(AlertMessage message);

    /// <summary>What a receiver complains of although its status is a success; null when it does not.</summary>
    string? Complaint(string answer) => null;
}
