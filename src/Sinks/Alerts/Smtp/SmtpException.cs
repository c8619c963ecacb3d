namespace Houle.Sinks.Alerts.Smtp;

/// <summary>A mail server refused, or said what no mail server says.</summary>
/// <param name="code">The reply's code; 0 when it was no reply.</param>
/// <param name="isPermanent">The server will refuse this message again.</param>
public sealed class SmtpException(int code, bool isPermanent, string message) : Exception(message)
{
    public int Code { get; } = code;

    public bool IsPermanent { get; } = isPermanent;
}
