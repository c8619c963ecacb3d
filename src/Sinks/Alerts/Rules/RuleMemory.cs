using Houle.Events;
using Houle.Streams.Alerts;
using NodaTime;

namespace Houle.Sinks.Alerts.Rules;

/// <summary>What one rule has sent: by it go cooldown, daily limit and which updates matter. Rebuilt from the outbox.</summary>
/// <remarks>Goes by the alerts' own time, so that it is the same after a restart and in a preview. Holds the last
/// <see cref="EntriesMax"/> subjects and alerts; the oldest are forgotten first.</remarks>
public sealed class RuleMemory(AlertRule rule)
{
    /// <summary>Past it the oldest half is forgotten: a rule that tells this many things has no cooldown to speak of.</summary>
    public const int EntriesMax = 100_000;

    private readonly Dictionary<string, long> _subjects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Told> _alerts = new(StringComparer.Ordinal);
    private LocalDate _day;
    private int _today;

    /// <summary>Whether the alert is to be sent now that the rule takes it.</summary>
    public RuleVerdict Judge(AlertRecord alert)
    {
        if (_alerts.TryGetValue(alert.Id, out Told? told))
        {
            // The same record again, as after a restart, is no news.
            if (alert.Revision <= told.Revision) return RuleVerdict.MinorUpdate;
            return rule.Updates switch
            {
                UpdatePolicy.All => RuleVerdict.Fires,
                UpdatePolicy.Important when alert.State != AlertState.Closed && (alert.Severity > told.Severity || Advice(alert) != told.Advice) =>
                    RuleVerdict.Fires,
                _ => RuleVerdict.MinorUpdate,
            };
        }

        if (alert.State == AlertState.Closed) return RuleVerdict.MinorUpdate;
        bool cooling = _subjects.TryGetValue(alert.Subject, out long last) && alert.UpdatedAtMs - last < rule.Cooldown.TotalMilliseconds;
        return cooling ? RuleVerdict.CoolingDown : RuleVerdict.Fires;
    }

    /// <summary>Notes an alert that is sent.</summary>
    /// <returns>How many the rule has sent on that day, this one included.</returns>
    public int Note(AlertRecord alert)
    {
        if (_subjects.Count >= EntriesMax) Forget(_subjects, static at => at);
        if (_alerts.Count >= EntriesMax) Forget(_alerts, static told => told.AtMs);
        _subjects[alert.Subject] = Math.Max(alert.UpdatedAtMs, _subjects.GetValueOrDefault(alert.Subject));
        _alerts[alert.Id] = new Told(alert.Revision, alert.Severity, Advice(alert), alert.UpdatedAtMs);
        LocalDate day = Instant.FromUnixTimeMilliseconds(alert.UpdatedAtMs).InZone(rule.Zone).Date;
        if (day > _day) (_day, _today) = (day, 0);
        return ++_today;
    }

    private static void Forget<T>(Dictionary<string, T> entries, Func<T, long> time)
    {
        foreach (string key in entries.OrderBy(entry => time(entry.Value)).Take(EntriesMax / 2).Select(entry => entry.Key).ToList())
            entries.Remove(key);
    }

    /// <summary>What stores are told to do, without the stock figures, which change all the time.</summary>
    private static string Advice(AlertRecord alert) =>
        string.Join(';', alert.Do.Select(advice => $"{advice.Store}/{advice.Product}={advice.Action}<{advice.FromStore}"));

    private sealed record Told(int Revision, int Severity, string Advice, long AtMs);
}
