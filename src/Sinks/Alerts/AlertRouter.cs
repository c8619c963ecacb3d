using Houle.Sinks.Alerts.Outbox;
using Houle.Sinks.Alerts.Rules;
using Houle.Streams.Alerts;
using NodaTime;

namespace Houle.Sinks.Alerts;

/// <summary>Decides which rules send an alert, where to, and when.</summary>
public sealed class AlertRouter
{
    private readonly AlertDeliveryOptions _options;
    private readonly (AlertRule Rule, RuleMemory Memory)[] _rules;

    public AlertRouter(AlertDeliveryOptions options)
    {
        options.Check();
        _options = options;
        _rules = [.. options.Rules.Select(rule => (rule, new RuleMemory(rule)))];
    }

    /// <summary>How often each rule came to each verdict since this was made.</summary>
    public Dictionary<(string Rule, RuleVerdict Verdict), long> Verdicts { get; } = [];

    /// <summary>Notes a delivery that was planned in an earlier life. One for each destination of a rule: noted once.</summary>
    public void Remember(Delivery planned)
    {
        foreach ((AlertRule rule, RuleMemory memory) in _rules)
        {
            if (rule.Name == planned.Rule && rule.To is [var first, ..] && first == planned.Destination) memory.Note(planned.Alert);
        }
    }

    /// <summary>The deliveries that alerts lead to, the gravest first so that a daily limit keeps those.</summary>
    public List<Delivery> Route(IEnumerable<AlertRecord> alerts, Instant now)
    {
        List<Delivery> deliveries = [];
        foreach (AlertRecord alert in alerts.OrderBy(alert => alert.UpdatedAtMs).ThenByDescending(alert => alert.Severity).ThenBy(alert => alert.Id, StringComparer.Ordinal))
        {
            foreach ((AlertRule rule, RuleMemory memory) in _rules)
            {
                RuleVerdict verdict = Judge(rule, memory, alert, now);
                Verdicts[(rule.Name, verdict)] = Verdicts.GetValueOrDefault((rule.Name, verdict)) + 1;
                if (verdict != RuleVerdict.Fires) continue;
                Instant notBefore = RuleSchedule.NotBefore(rule, alert, memory.Note(alert), now);
                deliveries.AddRange(rule.To.Select(destination => new Delivery
                {
                    Rule = rule.Name, Destination = destination, Alert = alert,
                    NotBeforeMs = notBefore.ToUnixTimeMilliseconds(), PlannedAtMs = now.ToUnixTimeMilliseconds(),
                }));
            }
        }

        return deliveries;
    }

    private RuleVerdict Judge(AlertRule rule, RuleMemory memory, AlertRecord alert, Instant now)
    {
        if (alert.IsWithheld(_options.KPeople)) return RuleVerdict.Withheld;
        RuleVerdict verdict = rule.Judge(alert);
        if (verdict != RuleVerdict.Fires) return verdict;
        return now - Instant.FromUnixTimeMilliseconds(alert.UpdatedAtMs) > Duration.FromTimeSpan(_options.StaleAfter)
            ? RuleVerdict.Stale
            : memory.Judge(alert);
    }
}
