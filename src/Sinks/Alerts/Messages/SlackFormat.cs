using System.Text;
using System.Text.Json.Nodes;
using Houle.Streams.Alerts.Text;

namespace Houle.Sinks.Alerts.Messages;

/// <summary>Slack's incoming webhook: Block Kit, with the title as the text of notifications.</summary>
public sealed class SlackFormat : IMessageFormat
{
    // Slack's own limits: 50 blocks a message, 3000 characters a section.
    private const int BlocksMax = 50, SectionMax = 3000;

    // "&amp;" is the longest escape.
    private const int EscapeMax = 5;

    public static SlackFormat Instance { get; } = new();

    public string Write(AlertMessage message)
    {
        JsonArray blocks = [];
        if (message.IsDigest) blocks.Add((JsonNode)Section($"*{Escape(message.Title)}*"));
        foreach (ShownAlert alert in message.Shown)
        {
            blocks.Add((JsonNode)Section(Body(message, alert)));
            if (!message.IsDigest) blocks.Add((JsonNode)Context(Escape($"{message.Words.ReasonTitle}{message.Words.Colon} {alert.Text.Reason}")));
            if (alert is { Useful: { } useful, NotUseful: { } not })
            {
                blocks.Add((JsonNode)Context(
                    $"{Escape(message.Words.UsefulQuestion)} <{Escape(useful.AbsoluteUri)}|{Escape(message.Words.Useful)}> · <{Escape(not.AbsoluteUri)}|{Escape(message.Words.NotUseful)}>"));
            }
        }

        if (message.More > 0) blocks.Add((JsonNode)Context(Escape(message.Words.AndMore(message.More))));
        while (blocks.Count > BlocksMax) blocks.RemoveAt(blocks.Count - 1);
        return new JsonObject { ["text"] = Escape(message.Title), ["blocks"] = blocks }.ToJsonString(MessageJson.Options);
    }

    /// <summary>The headline, what is known, what to do and the footer: of details, actions and links as many as a section holds.</summary>
    private static string Body(AlertMessage message, ShownAlert alert)
    {
        string footer = $"_{Escape($"{alert.When} · {message.Words.SeverityOf(alert.Alert.Severity)} · {message.Rule}")}_";
        string more = Action(message.Words.AndMore(int.MaxValue));
        var lines = new StringBuilder(Cut($"*{Escape(alert.Text.Headline)}*", SectionMax - footer.Length - more.Length - 2));
        int left = SectionMax - lines.Length - footer.Length - more.Length - 2;
        if (!message.IsDigest) foreach (string detail in alert.Text.Details) Add(Escape(detail));
        int told = alert.Text.Actions.TakeWhile((action, i) => i < message.ActionsMax && Add(Action(message, action))).Count();
        if (told < alert.Text.Actions.Count) lines.Append('\n').Append(Action(message.Words.AndMore(alert.Text.Actions.Count - told)));
        if (!message.IsDigest) foreach (string link in alert.Links) Add($"<{Escape(link).Replace("|", "%7C", StringComparison.Ordinal)}>");
        return lines.Append('\n').Append(footer).ToString();

        bool Add(string line)
        {
            if (line.Length + 1 > left) return false;
            left -= line.Length + 1;
            lines.Append('\n').Append(line);
            return true;
        }
    }

    private static string Action(AlertMessage message, ActionText action) => message.IsDigest || action.Why.Length == 0
        ? Action(action.Brief)
        : $"{Action(action.What)}\n>{Escape(action.Why)}";

    private static string Action(string line) => $"• {Escape(line)}";

    private static JsonObject Section(string text) => new()
    {
        ["type"] = "section",
        ["text"] = new JsonObject { ["type"] = "mrkdwn", ["text"] = Cut(text, SectionMax) },
    };

    private static JsonObject Context(string text) => new()
    {
        ["type"] = "context",
        ["elements"] = new JsonArray(new JsonObject { ["type"] = "mrkdwn", ["text"] = Cut(text, SectionMax) }),
    };

    /// <summary>Cut between characters, and not inside of an escape.</summary>
    private static string Cut(string text, int max)
    {
        if (text.Length <= max) return text;
        int end = max - 1;
        int open = text.LastIndexOf('&', end - 1, EscapeMax);
        if (open >= 0 && text.IndexOf(';', open, Math.Min(EscapeMax, text.Length - open)) >= end) end = open;
        if (char.IsHighSurrogate(text[end - 1])) end--;
        return text[..end] + "…";
    }

    /// <summary>The three characters that Slack reads as its own; so a name cannot mention a channel or hide a link.</summary>
    private static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);
}
