using System.CommandLine;
using Houle.CommandLine;
using Houle.Configuration;
using Houle.Hosting;
using Houle.Results;
using Houle.Sinks.Alerts.Rules;
using Houle.Streams.Alerts;
using Houle.Streams.Log;
using Houle.Streams.Topology;

namespace Houle.Commands.Alerts;

/// <summary>What the commands about a rule share: the rule by its name, and the alerts of the log.</summary>
internal abstract class AlertCommand(string name, string description, params string[] examples) : HouleCommand(name, description, examples)
{
    protected static Argument<string> RuleArgument() => new("RULE") { Description = "Name of the rule in alerts.rules" };

    /// <summary>Checks that the configuration has the rule.</summary>
    protected static void RequireRule(HouleConfig config, string rule)
    {
        if (config.Alerts.Rules.ContainsKey(rule)) return;
        if (config.Alerts.Rules.Count == 0)
            throw CommandException.Usage("the configuration has no rules; add them under alerts.rules (docs/guide/alerts.md)");
        string hint = Suggestion.For(rule, config.Alerts.Rules.Keys);
        throw CommandException.Usage($"there is no rule '{rule}'{(hint.Length > 0 ? hint : $"; there are {string.Join(", ", config.Alerts.Rules.Keys)}")}");
    }

    /// <summary>Every alert of the log, in the order of their own time; records that cannot be read are counted.</summary>
    protected static (List<AlertRecord> Alerts, int Unreadable) ReadAlerts(DataFolder folder)
    {
        List<AlertRecord> alerts = [];
        int unreadable = 0;
        using ILog log = folder.OpenLogReadOnly();
        TopicScan.Topic(log, TopicNames.Alerts, (_, record) =>
        {
            try
            {
                if (!record.IsTombstone) alerts.Add(AlertCodec.Read(record.Value));
            }
            catch (Avro.Binary.AvroException)
            {
                unreadable++;
            }
        });
        alerts.Sort((a, b) => (a.UpdatedAtMs, -a.Severity).CompareTo((b.UpdatedAtMs, -b.Severity)));
        return (alerts, unreadable);
    }

    /// <summary>A verdict in words.</summary>
    protected static string Words(RuleVerdict verdict) => verdict switch
    {
        RuleVerdict.Fires => "sent",
        RuleVerdict.OtherPlace => "another place",
        RuleVerdict.OtherCategory => "another sort of alert",
        RuleVerdict.OtherKind => "another kind",
        RuleVerdict.OtherBrand => "another brand",
        RuleVerdict.OtherSegment => "another segment",
        RuleVerdict.OtherTopic => "another topic",
        RuleVerdict.Sponsored => "too much of it sponsored",
        RuleVerdict.NotSevere => "not severe enough",
        RuleVerdict.Withheld => "fewer people than k",
        RuleVerdict.CoolingDown => "told a short while before",
        RuleVerdict.MinorUpdate => "an update that changes little",
        RuleVerdict.Stale => "too long ago",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "a verdict"),
    };
}
