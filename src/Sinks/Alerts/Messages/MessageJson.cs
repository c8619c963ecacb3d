using System.Text.Encodings.Web;
using System.Text.Json;

namespace Houle.Sinks.Alerts.Messages;

/// <summary>JSON with letters as they are: it is sent as UTF-8, never put into a page.</summary>
internal static class MessageJson
{
    public static JsonSerializerOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
