using System.CommandLine;
using System.Text.Json.Nodes;
using Houle.CommandLine;
using Houle.Configuration;
using Houle.Hosting;
using Houle.Hosting.Alerts;
using Houle.Sinks.Alerts;
using Houle.Sinks.Alerts.Channels;
using Houle.Sinks.Alerts.Messages;
using Houle.Sinks.Alerts.Rules;
using Houle.Streams.Alerts;
using Microsoft.Extensions.Logging;

namespace Houle.Commands.Alerts;

/// <summary>Shows what a rule would send to each of its destinations, and sends it when asked to.</summary>
internal sealed class AlertsTestCommand : AlertCommand
{
    private readonly Argument<string> _rule = RuleArgument();
    private readonly Option<string?> _alert = new("--alert") { Description = "Id of an alert in the log; without it an invented one", HelpName = "ID" };
    private readonly Option<bool> _send = new("--send") { Description = "Send it for real, once to each destination, marked as what it is" };
    private readonly Option<bool> _json = JsonOption();
    private readonly Option<string?> _data = DataFolder.Option();

    public AlertsTestCommand()
        : base("test", "What a rule would send, and where to", "./houle alerts test liege-sounds --config docs/guide/alerts.yaml")
    {
        Add(_rule);
        foreach (Option option in (Option[])[_alert, _send, _json, _data]) Add(option);
    }

    protected override async Task<int> Run(CommandContext context)
    {
        HouleConfig config = context.LoadConfig();
        string name = context.Get(_rule)!;
        RequireRule(config, name);
        AlertRule rule = AlertSetup.ToRule(config, name);
        AlertRecord alert = Alert(context, config, rule);
        RuleVerdict verdict = alert.IsWithheld(config.Privacy.KAnonymity) ? RuleVerdict.Withheld : rule.Judge(alert);
        using ILoggerFactory logs = Logs.ToStandardError();
        var names = new AlertNames(Feeds.LoadCatalogue(config.Catalogue));
        // The key is new each time: a receiver that drops what it has seen must show this one too.
        string key = $"test-{Guid.NewGuid():N}";
        JsonArray destinations = [];
        int failed = 0;
        if (!context.Get(_json)) context.Out.WriteLine($"Rule {name}: alert {alert.Id} is {(verdict == RuleVerdict.Fires ? "sent" : $"not sent ({Words(verdict)})")}");
        foreach (string to in rule.To)
        {
            Destination destination = AlertSetup.ToDestination(config, to, names, null, logs);
            using IAlertChannel channel = destination.Channel;
            var message = new AlertMessage(key, name, [alert], destination.Style);
            // Under k nobody is told, and it is not shown here either.
            bool isShown = verdict != RuleVerdict.Withheld;
            SendResult? result = context.Get(_send) && verdict == RuleVerdict.Fires ? await channel.SendAsync(message, context.Cancel) : null;
            if (result is { Outcome: not SendOutcome.Delivered }) failed++;
            string outcome = result is { } r ? r.Outcome == SendOutcome.Delivered ? "sent" : $"failed: {r.Reason}" : "not sent: add --send to send it";
            string preview = isShown ? channel.Preview(message) : "(withheld: fewer people than privacy.k_anonymity)";
            destinations.Add((JsonNode)new JsonObject { ["destination"] = to, ["outcome"] = outcome, ["message"] = preview });
            if (!context.Get(_json)) context.Out.WriteLine($"\n{to} ({ConfigText.Of(config.Alerts.Destinations[to].Type!)}), {outcome}\n{preview}");
        }

        if (context.Get(_json))
        {
            context.Out.WriteLine(Json.Document(new JsonObject
            {
                ["rule"] = name, ["alert"] = alert.Id, ["verdict"] = ConfigText.Of(verdict), ["destinations"] = destinations,
            }));
        }

        return failed > 0 ? ExitCodes.Failed : ExitCodes.Done;
    }

    private AlertRecord Alert(CommandContext context, HouleConfig config, AlertRule rule)
    {
        if (context.Get(_alert) is not { } id)
            return SampleAlert.For(rule, config.Alerts.Rules[rule.Name], TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        return ReadAlerts(DataFolder.Of(context, _data)).Alerts.LastOrDefault(alert => alert.Id == id)
            ?? throw CommandException.Usage($"the log has no alert '{id}'; houle tail houle.alerts shows the last ones");
    }
}
