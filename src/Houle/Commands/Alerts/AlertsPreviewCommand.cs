using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Houle.CommandLine;
using Houle.Configuration;
using Houle.Hosting;
using Houle.Hosting.Alerts;
using Houle.Sinks.Alerts.Rules;
using Houle.Streams.Alerts;
using Houle.Streams.Alerts.Text;

namespace Houle.Commands.Alerts;

/// <summary>Says how often a rule would have fired on the alerts of the log, and why not on the others.</summary>
internal sealed class AlertsPreviewCommand : AlertCommand
{
    private const int LastShown = 5;

    private readonly Argument<string> _rule = RuleArgument();
    private readonly Option<int> _days = new("--days") { Description = "Days back from the newest alert of the log", HelpName = "N", DefaultValueFactory = _ => 30 };
    private readonly Option<bool> _json = JsonOption();
    private readonly Option<string?> _data = DataFolder.Option();

    public AlertsPreviewCommand()
        : base("preview", "How often a rule would have fired in the last days", "./houle alerts preview liege-sounds --config docs/guide/alerts.yaml --data .houle/demo/week")
    {
        Add(_rule);
        foreach (Option option in (Option[])[_days, _json, _data]) Add(option);
    }

    protected override Task<int> Run(CommandContext context)
    {
        HouleConfig config = context.LoadConfig();
        string name = context.Get(_rule)!;
        RequireRule(config, name);
        int days = context.Get(_days);
        if (days is < 1 or > 3650) throw CommandException.Usage($"--days is {days}; it must be 1 to 3650");
        (List<AlertRecord> alerts, int unreadable) = ReadAlerts(DataFolder.Of(context, _data));
        long fromMs = alerts.Count == 0 ? 0 : alerts[^1].UpdatedAtMs - (days * 86_400_000L);
        AlertPreview preview = AlertPreview.Of(AlertSetup.ToRule(config, name), [.. alerts.Where(alert => alert.UpdatedAtMs >= fromMs)], config.Privacy.KAnonymity);
        if (context.Get(_json)) context.Out.WriteLine(Json.Document(ToJson(name, days, preview, unreadable)));
        else Print(context.Out, name, days, preview, unreadable, new AlertNames(Feeds.LoadCatalogue(config.Catalogue)));
        return Task.FromResult(ExitCodes.Done);
    }

    private static void Print(TextWriter output, string name, int days, AlertPreview preview, int unreadable, INames names)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Rule {name} would have sent {preview.Sent.Count} of {preview.Alerts} alerts in the last {days} days, on {preview.ByDay.Count} days, at most {preview.ByDay.Values.DefaultIfEmpty().Max()} a day"));
        if (unreadable > 0) output.WriteLine($"{unreadable} records of houle.alerts cannot be read by this version");
        var table = new TextTable("verdict", "alerts");
        foreach ((RuleVerdict verdict, int count) in preview.Verdicts.OrderByDescending(pair => pair.Value)) table.Add(Words(verdict), count);
        if (preview.Alerts > 0) output.Write(table);
        foreach (AlertRecord alert in preview.Sent.TakeLast(LastShown))
        {
            string time = DateTimeOffset.FromUnixTimeMilliseconds(alert.UpdatedAtMs).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
            output.WriteLine($"{time} UTC  {Sentences.In(AlertLanguage.English).Headline(alert, names)}");
        }
    }

    private static JsonObject ToJson(string name, int days, AlertPreview preview, int unreadable) => new()
    {
        ["rule"] = name,
        ["days"] = days,
        ["alerts"] = preview.Alerts,
        ["sent"] = preview.Sent.Count,
        ["unreadable"] = unreadable,
        ["verdicts"] = new JsonObject([.. preview.Verdicts.Select(pair => KeyValuePair.Create(ConfigText.Of(pair.Key), (JsonNode?)pair.Value))]),
        ["by_day"] = new JsonObject([.. preview.ByDay.Select(pair => KeyValuePair.Create(pair.Key.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture), (JsonNode?)pair.Value))]),
    };
}
