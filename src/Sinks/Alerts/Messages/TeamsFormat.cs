using System.Text;
using System.Text.Json.Nodes;

namespace Houle.Sinks.Alerts.Messages;

/// <summary>Teams' workflow webhook ("post to a channel when a webhook request is received"): an Adaptive Card.</summary>
public sealed class TeamsFormat : IMessageFormat
{
    public static TeamsFormat Instance { get; } = new();

    public string Write(AlertMessage message)
    {
        JsonArray body = [];
        JsonArray actions = [];
        if (message.IsDigest) body.Add((JsonNode)Text(message.Title, "Large", bold: true));
        foreach (ShownAlert alert in message.Shown)
        {
            body.Add((JsonNode)Text(alert.Text.Headline, message.IsDigest ? "Default" : "Medium", bold: true));
            foreach (string line in message.IsDigest ? [] : alert.Text.Details) body.Add((JsonNode)Text(line));
            foreach (string line in alert.Text.Actions) body.Add((JsonNode)Text($"• {line}"));
            string footer = $"{alert.When} · {message.Words.SeverityOf(alert.Alert.Severity)} · {message.Rule}";
            body.Add((JsonNode)Text(
                message.IsDigest ? footer : $"{footer}. {message.Words.ReasonTitle}: {alert.Text.Reason}", "Small", subtle: true));
        }

        if (message.More > 0) body.Add((JsonNode)Text(message.Words.AndMore(message.More)));
        // A card shows few actions: those of a single alert fit, those of ten do not.
        if (!message.IsDigest)
        {
            ShownAlert alert = message.Shown[0];
            if (alert is { Useful: { } useful, NotUseful: { } not })
            {
                actions.Add((JsonNode)Open(message.Words.Useful, useful.AbsoluteUri));
                actions.Add((JsonNode)Open(message.Words.NotUseful, not.AbsoluteUri));
            }

            foreach (string link in alert.Links.Take(3)) actions.Add((JsonNode)Open(new Uri(link).Host, link));
        }

        var card = new JsonObject
        {
            ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
            ["type"] = "AdaptiveCard",
            ["version"] = "1.4",
            ["body"] = body,
        };
        if (actions.Count > 0) card["actions"] = actions;
        return new JsonObject
        {
            ["type"] = "message",
            ["attachments"] = new JsonArray(new JsonObject
            {
                ["contentType"] = "application/vnd.microsoft.card.adaptive", ["content"] = card,
            }),
        }.ToJsonString(MessageJson.Options);
    }

    /// <summary>The older connectors answer 200 and put what went wrong into the text.</summary>
    public string? Complaint(string answer) =>
        answer.Contains("message delivery failed", StringComparison.OrdinalIgnoreCase) ? answer.Trim() : null;

    private static JsonObject Text(string text, string size = "Default", bool bold = false, bool subtle = false) => new()
    {
        ["type"] = "TextBlock",
        ["text"] = Escape(text),
        ["size"] = size,
        ["weight"] = bold ? "Bolder" : "Default",
        ["isSubtle"] = subtle,
        ["wrap"] = true,
    };

    private static JsonObject Open(string title, string url) =>
        new() { ["type"] = "Action.OpenUrl", ["title"] = title, ["url"] = url };

    /// <summary>Text blocks read a little Markdown: what would be read as such is shown as it is.</summary>
    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (c is '\\' or '*' or '_' or '[' or ']' or '`' or '#') escaped.Append('\\');
            escaped.Append(c);
        }

        return escaped.ToString();
    }
}
