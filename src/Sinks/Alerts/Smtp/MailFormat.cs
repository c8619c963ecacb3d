using System.Net;
using System.Text;
using Houle.Sinks.Alerts.Messages;
using Houle.Streams.Alerts.Text;

namespace Houle.Sinks.Alerts.Smtp;

/// <summary>A message as a mail's subject, plain text and HTML.</summary>
internal static class MailFormat
{
    private const int SubjectMax = 200;

    public static string Subject(AlertMessage message)
    {
        string title = string.Concat(message.Title.Select(c => char.IsControl(c) ? ' ' : c));
        return title.Length <= SubjectMax ? title : title[..(SubjectMax - 1)] + "…";
    }

    public static string Plain(AlertMessage message)
    {
        var text = new StringBuilder();
        foreach (ShownAlert alert in message.Shown)
        {
            text.Append(alert.Text.Headline).Append('\n');
            foreach (string line in alert.Text.Details) text.Append(line).Append('\n');
            foreach (ActionText action in alert.Text.Actions)
            {
                text.Append("- ").Append(action.Why.Length == 0 ? action.Brief : action.What).Append('\n');
                if (action.Why.Length > 0) text.Append("  ").Append(action.Why).Append('\n');
            }

            foreach (string link in alert.Links) text.Append(link).Append('\n');
            text.Append(Footer(message, alert)).Append('\n');
            text.Append(message.Words.ReasonTitle).Append(message.Words.Colon).Append(' ').Append(alert.Text.Reason).Append('\n');
            if (alert is { Useful: { } useful, NotUseful: { } not })
            {
                text.Append(message.Words.UsefulQuestion).Append('\n')
                    .Append(message.Words.Useful).Append(message.Words.Colon).Append(' ').Append(useful.AbsoluteUri).Append('\n')
                    .Append(message.Words.NotUseful).Append(message.Words.Colon).Append(' ').Append(not.AbsoluteUri).Append('\n');
            }

            text.Append('\n');
        }

        if (message.More > 0) text.Append(message.Words.AndMore(message.More)).Append('\n');
        return text.ToString();
    }

    public static string Html(AlertMessage message)
    {
        var html = new StringBuilder("<!doctype html><html><body style=\"font-family:sans-serif;max-width:40em\">\n");
        foreach (ShownAlert alert in message.Shown)
        {
            html.Append("<p style=\"font-size:1.1em\"><b>").Append(Encode(alert.Text.Headline)).Append("</b></p>\n");
            foreach (string line in alert.Text.Details) html.Append("<p>").Append(Encode(line)).Append("</p>\n");
            if (alert.Text.Actions.Count > 0)
                html.Append("<ul>").AppendJoin("", alert.Text.Actions.Select(Item)).Append("</ul>\n");
            foreach (string link in alert.Links) html.Append("<p>").Append(Link(link, link)).Append("</p>\n");
            html.Append("<p style=\"color:#555\">").Append(Encode(Footer(message, alert))).Append("<br>")
                .Append(Encode($"{message.Words.ReasonTitle}{message.Words.Colon} {alert.Text.Reason}")).Append("</p>\n");
            if (alert is { Useful: { } useful, NotUseful: { } not })
            {
                html.Append("<p>").Append(Encode(message.Words.UsefulQuestion)).Append(' ')
                    .Append(Link(useful.AbsoluteUri, message.Words.Useful)).Append(" · ")
                    .Append(Link(not.AbsoluteUri, message.Words.NotUseful)).Append("</p>\n");
            }

            html.Append("<hr>\n");
        }

        if (message.More > 0) html.Append("<p>").Append(Encode(message.Words.AndMore(message.More))).Append("</p>\n");
        return html.Append("</body></html>\n").ToString();
    }

    private static string Item(ActionText action) => action.Why.Length == 0
        ? $"<li>{Encode(action.Brief)}</li>"
        : $"<li>{Encode(action.What)}<br><span style=\"color:#555\">{Encode(action.Why)}</span></li>";

    private static string Footer(AlertMessage message, ShownAlert alert) =>
        $"{alert.When} · {message.Words.SeverityOf(alert.Alert.Severity)} · {message.Rule}";

    private static string Link(string url, string text) => $"<a href=\"{Encode(url)}\" rel=\"noreferrer\">{Encode(text)}</a>";

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
