using System.Text;
using System.Text.Json.Nodes;
using Houle.Streams.Alerts.Text;

namespace Houle.Sinks.Alerts.Messages;

/// <summary>Teams' workflow webhook ("post to a channel when a webhook request is received"): an Adaptive Card.</summary>
public sealed class TeamsFormat : IMessageFormat
{
    public static TeamsFormat Instance { get; } = new();

    // Teams refuses a message above 28 KB; what carries the card has a share of it.
    private const int BytesMax = 25_000;

    /// <summary>The card, with fewer alerts and actions where all of them would be refused.</summary>
    public string Write(AlertMessage message)
    {
        int alerts = message.Shown.Count, actions = message.ActionsMax;
        while (true)
        {
            string json = Write(message, alerts, actions);
            if (Encoding.UTF8.GetByteCount(json) <= BytesMax || (alerts == 1 && actions == 0)) return json;
            if (actions > 0) actions--;
            else alerts--;
        }
    }

    private static string Write(AlertMessage message, int alerts, int actionsMax)
    {
        JsonArray body = [];
        JsonArray actions = [];
        if (message.IsDigest) body.Add((JsonNode)Text(message.Title, "Large", bold: true));
        foreach (ShownAlert alert in message.Shown.Take(alerts))
        {
            body.Add((JsonNode)Text(alert.Text.Headline, message.IsDigest ? "Default" : "Medium", bold: true));
            foreach (string line in message.IsDigest ? [] : alert.Text.Details) body.Add((JsonNode)Text(line));
            foreach (ActionText action in alert.Text.Actions.Take(actionsMax)) AddAction(body, action, message.IsDigest);
            if (alert.Text.Actions.Count > actionsMax) body.Add((JsonNode)Text($"• {message.Words.AndMore(alert.Text.Actions.Count - actionsMax)}"));
            string footer = $"{alert.When} · {message.Words.SeverityOf(alert.Alert.Severity)} · {message.Rule}";
            body.Add((JsonNode)Text(
                message.IsDigest ? footer : $"{footer}. {message.Words.ReasonTitle}{message.Words.Colon} {alert.Text.Reason}", "Small", subtle: true));
        }

        int more = message.Alerts.Count - alerts;
        if (more > 0) body.Add((JsonNode)Text(message.Words.AndMore(more)));
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

    private static void AddAction(JsonArray body, ActionText action, bool isBrief)
    {
        bool hasReason = !isBrief && action.Why.Length > 0;
        body.Add((JsonNode)Text($"• {(hasReason ? action.What : action.Brief)}"));
        if (!hasReason) return;
        JsonObject why = Text(action.Why, subtle: true);
        why["spacing"] = "None";
        body.Add((JsonNode)why);
    }

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
