using Houle.Configuration;
using Houle.Hosting.Alerts;
using Houle.Ingest.Places;
using Houle.Streams.Alerts.Text;
using Houle.Streams.Runtime;
using Houle.Streams.Topology;

namespace Houle.Hosting;

/// <summary>What houle.yaml means to the parts that it configures.</summary>
internal static class ConfigMapping
{
    /// <param name="names">Names for the sentences of alerts and the cities that have stores, where the stages run.</param>
    /// <param name="calendar">What alerts may coincide with, where the stages run.</param>
    /// <param name="giveaways">What may explain growth of creators, where the stages run.</param>
    public static TopologyOptions ToTopology(
        this HouleConfig config, AlertNames? names = null, IReadOnlyList<CalendarEvent>? calendar = null, IReadOnlyList<KnownGiveaway>? giveaways = null) => new()
    {
        Streams = [.. config.Streams.OrderBy(stream => stream.Key, StringComparer.Ordinal).Select(stream => ToStream(stream.Value) with { Ordinal = OrdinalOf(config, stream.Key) })],
        ActivityPartitions = config.Activity.Partitions,
        Retention = new TopicRetention(Ms(config.Retention.SourcesDays), Ms(config.Retention.WorkDays), Ms(config.Retention.ResultsDays)),
        ShardsAboveCity = config.Windows.ShardsAboveCity,
        WindowEntitiesMax = config.Windows.EntitiesMax,
        FutureMaxMs = config.Windows.FutureMaxMs,
        Detection = config.Detection.On ? ToDetection(config, names is null ? PlainNames.Instance : names, calendar ?? [], giveaways ?? []) : null,
        Signals = config.Signals.On && names is { StoreCities.Count: > 0 } ? ToSignals(config.Signals, names.StoreCities) : null,
    };

    /// <summary>Of the streams of one kind the one of Houle's own name comes first, then the others by name.</summary>
    private static int OrdinalOf(HouleConfig config, string name) => config.Streams.Where(stream => stream.Value.Kind == config.Streams[name].Kind)
        .Select(stream => stream.Key).OrderBy(other => !StreamConfig.Defaults.ContainsKey(other)).ThenBy(other => other, StringComparer.Ordinal).ToList().IndexOf(name);

    private static long Ms(int days) => days == 0 ? -1 : days * 86_400_000L;

    private static SignalOptions ToSignals(SignalsConfig signals, IReadOnlySet<string> cities) => new()
    {
        Cities = cities,
        Streams =
        [
            Events.Stream.Sales, .. signals.Intents ? [Events.Stream.Intents] : Array.Empty<Events.Stream>(),
            .. signals.FootTraffic ? [Events.Stream.FootTraffic] : Array.Empty<Events.Stream>(),
        ],
        Near = NearCities.Of([.. cities.Select(city => Gazetteer.Shared.Find(city)).OfType<Place>().Select(place => (place.Id, place.Latitude, place.Longitude))], signals.TransferKmMax),
        ShelvesPerCityMax = signals.ShelvesPerCityMax,
        WaitMinutesMax = signals.WaitHoursMax * 60,
        HalfLifeDays = signals.HalfLifeDays,
    };

    public static RuntimeOptions ToRuntime(this HouleConfig config) => new()
    {
        Name = config.Run,
        Threads = config.Threads,
        CommitIntervalMs = config.Commit.IntervalMs,
        CommitRecordsMax = config.Commit.RecordsMax,
        Standby = config.Kafka.Standby,
        StandbyBytesMax = (long)config.Kafka.StandbyMaxMb << 20,
    };

    private static DetectionOptions ToDetection(HouleConfig config, INames names, IReadOnlyList<CalendarEvent> calendar, IReadOnlyList<KnownGiveaway> giveaways) => new()
    {
        LearningDays = config.Detection.LearningDays,
        FalseDiscoveryPercent = config.Detection.FalseDiscoveryPercent,
        HalfLifeDays = config.Detection.HalfLifeDays,
        KeysPerCellMax = config.Detection.KeysPerCellMax,
        CellsMax = config.Detection.CellsMax,
        Links = config.Detection.Links,
        PeopleMin = config.Privacy.KAnonymity,
        Calendar = calendar,
        Giveaways = giveaways,
        Names = names,
    };

    private static StreamOptions ToStream(StreamConfig stream) => new()
    {
        Stream = stream.Kind switch
        {
            StreamKind.Social => Events.Stream.Social,
            StreamKind.Intents => Events.Stream.Intents,
            StreamKind.Sales => Events.Stream.Sales,
            StreamKind.FootTraffic => Events.Stream.FootTraffic,
            StreamKind.Community => Events.Stream.Community,
            _ => throw new ArgumentOutOfRangeException(nameof(stream), stream.Kind, "a stream has a kind"),
        },
        Topic = stream.Topic,
        Partitions = stream.Partitions,
        GraceMs = stream.GraceMs,
        DuplicateHorizonMs = stream.DedupHorizonMs,
        DuplicateIdsMax = stream.DedupIdsMax,
        Foreign = stream.Foreign,
        IdleMs = stream.IdleMs,
    };
}
