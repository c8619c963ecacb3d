using Houle.Configuration;
using Houle.Hosting;
using Houle.Hosting.Alerts;
using Houle.Streams.Log;

namespace Houle.Commands.Doctor;

/// <summary>Do all streams of the join speak? One that is silent holds back what alerts are told of stock and visits.</summary>
internal static class SignalChecks
{
    public static IEnumerable<Check> Run(HouleConfig config, ILog log)
    {
        if (!config.Detection.On || !config.Signals.On || new AlertNames(Feeds.LoadCatalogue(config.Catalogue)).StoreCities.Count == 0) yield break;
        if (!Streams(config, StreamKind.Social).Any(stream => LogChecks.StreamTimes(stream.Value, log, out _).Count > 0)) yield break;
        int silent = 0;
        foreach ((StreamKind kind, bool isJoined, string off) in ((StreamKind, bool, string)[])
        [
            (StreamKind.Sales, true, "signals.on: false"), (StreamKind.Intents, config.Signals.Intents, "signals.intents: false"),
            (StreamKind.FootTraffic, config.Signals.FootTraffic, "signals.foot_traffic: false"),
        ])
        {
            if (!isJoined) continue;
            foreach ((string name, StreamConfig stream) in Streams(config, kind))
            {
                int spoken = LogChecks.StreamTimes(stream, log, out int partitions).Count;
                if (spoken > 0 && spoken == partitions) continue;
                silent++;
                yield return spoken == 0
                    ? Silent(name, $"nothing has come, and signals wait for it up to {config.Signals.WaitHoursMax} hours of event time", $"feed it, or set {off}")
                    : Silent(name, $"{partitions - spoken} of {partitions} partitions have had no event, and signals wait for them up to {config.Signals.WaitHoursMax} hours of event time",
                        $"set streams.{name}.partitions to {spoken} or fewer in a new folder, or set {off}");
            }
        }

        if (silent == 0) yield return Check.Ok("signals", "every stream of the join speaks");
    }

    private static Check Silent(string stream, string found, string advice) => Check.Warned($"signals from {stream}", found, advice);

    private static IEnumerable<KeyValuePair<string, StreamConfig>> Streams(HouleConfig config, StreamKind kind) =>
        config.Streams.Where(stream => stream.Value.Kind == kind).OrderBy(stream => stream.Key, StringComparer.Ordinal);
}
