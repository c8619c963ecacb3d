using Houle.Sinks.Alerts.Rules;
using Houle.Streams.Alerts;
using NodaTime;

namespace Houle.Commands.Alerts;

/// <summary>What a rule makes of past alerts: the same judgement as delivery, with the same memory of what was told.</summary>
internal sealed record AlertPreview(
    int Alerts, IReadOnlyList<AlertRecord> Sent, IReadOnlyDictionary<RuleVerdict, int> Verdicts, SortedDictionary<LocalDate, int> ByDay)
{
    /// <param name="alerts">In the order of their time.</param>
    /// <param name="k">People below which an alert is withheld.</param>
    public static AlertPreview Of(AlertRule rule, IReadOnlyList<AlertRecord> alerts, int k)
    {
        var memory = new RuleMemory(rule);
        List<AlertRecord> sent = [];
        Dictionary<RuleVerdict, int> verdicts = [];
        SortedDictionary<LocalDate, int> byDay = [];
        foreach (AlertRecord alert in alerts)
        {
            RuleVerdict verdict = alert.IsWithheld(k) ? RuleVerdict.Withheld : rule.Judge(alert);
            if (verdict == RuleVerdict.Fires) verdict = memory.Judge(alert);
            verdicts[verdict] = verdicts.GetValueOrDefault(verdict) + 1;
            if (verdict != RuleVerdict.Fires) continue;
            memory.Note(alert);
            sent.Add(alert);
            LocalDate day = Instant.FromUnixTimeMilliseconds(alert.UpdatedAtMs).InZone(rule.Zone).Date;
            byDay[day] = byDay.GetValueOrDefault(day) + 1;
        }

        return new AlertPreview(alerts.Count, sent, verdicts, byDay);
    }
}
