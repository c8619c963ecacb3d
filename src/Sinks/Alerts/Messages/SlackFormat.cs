using System.Text.Json.Nodes;

namespace Houle.Sinks.Alerts.Messages;

/// <summary>Slack's incoming webhook: Block Kit, with the title as the text of notifications.</summary>
public sealed class SlackFormat : IMessageFormat
{
    // Slack's own limits: 50 blocks a message, 3000 characters a section.
    private const int BlocksMax = 50, SectionMax = 3000;

    public static SlackFormat Instance { get; } = new();

    public string Write(AlertMessage message)
    {
        JsonArray blocks = [];
        if (message.IsDigest) blocks.Add((JsonNode)Section($"*{Escape(message.Title)}*"));
        foreach (ShownAlert alert in message.Shown)
        {
            blocks.Add((JsonNode)Section(Body(message, alert)));
            if (!message.IsDigest) blocks.Add((JsonNode)Context(Escape($"{message.Words.ReasonTitle}: {alert.Text.Reason}")));
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

    private static string Body(AlertMessage message, ShownAlert alert)
    {
        List<string> lines = [$"*{Escape(alert.Text.Headline)}*"];
        if (!message.IsDigest) lines.AddRange(alert.Text.Details.Select(Escape));
        lines.AddRange(alert.Text.Actions.Select(action => $"• {Escape(action)}"));
        if (!message.IsDigest) lines.AddRange(alert.Links.Select(link => $"<{Escape(link).Replace("|", "%7C", StringComparison.Ordinal)}>"));
        lines.Add($"_{Escape($"{alert.When} · {message.Words.SeverityOf(alert.Alert.Severity)} · {message.Rule}")}_");
        return string.Join('\n', lines);
    }

    private static JsonObject Section(string text) => new()
    {
        ["type"] = "section",
        ["text"] = new JsonObject { ["type"] = "mrkdwn", ["text"] = Cut(text) },
    };

    private static JsonObject Context(string text) => new()
    {
        ["type"] = "context",
        ["elements"] = new JsonArray(new JsonObject { ["type"] = "mrkdwn", ["text"] = Cut(text) }),
    };

    private static string Cut(string text) => text.Length <= SectionMax ? text : text[..(SectionMax - 1)] + "…";

    /// <summary>The three characters that Slack reads as its own; so a name cannot mention a channel or hide a link.</summary>
    private static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);
}
