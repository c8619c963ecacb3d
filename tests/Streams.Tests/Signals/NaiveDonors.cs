using System.Text.RegularExpressions;
using Houle.Events;
using Houle.Streams.Alerts;
using Houle.Streams.Tests.Oracle;
using Houle.Streams.Topology;

namespace Houle.Streams.Tests.Signals;

/// <summary>Which store of another city one should take from, by going through the raw events of every city near; and what earlier alerts
/// told others to take. Take alerts in order of time, cell and entity.</summary>
internal sealed partial class NaiveDonors(TopologyOptions options, List<PlainStream> streams)
{
    private const long ToldMs = 2 * 3_600_000;

    private readonly Dictionary<string, NaiveJoin> _cities = options.Signals!.Cities.ToDictionary(city => city, city => new NaiveJoin(
        options, [.. streams.Select(stream => new PlainStream(stream.Stream, [.. stream.Partitions.Select(events => events.Where(e => e.City == city).ToList())]))]));

    private readonly Dictionary<(string Product, string Store), (string FromCell, long Units, long AtMs)> _told = [];

    /// <summary>The store of a city that can spare most; nothing where less than three units stay over.</summary>
    public (string Store, long Units) Best(string city, string product, long endMs)
    {
        var stores = _cities[city].Spare(product, endMs).OrderBy(store => store.Store, StringComparer.Ordinal).ToDictionary(store => store.Store);
        string? Most(string? but) => stores.Values.Where(store => store.Spare >= 3 && store.Store != but).OrderByDescending(store => store.Spare).Select(store => store.Store).FirstOrDefault();
        foreach ((string store, (_, double spare, double risk)) in stores.ToArray())
        {
            if (risk < 0.5 || Most(store) is not { } from) continue;
            stores[from] = stores[from] with { Spare = stores[from].Spare - Math.Min(Math.Max(1, Math.Ceiling(-spare)), Math.Floor(stores[from].Spare)) };
        }

        return Most(null) is { } best ? (best, (long)stores[best].Spare) : ("", 0);
    }

    /// <summary>The donor that an advice should name, all null for none; null where it goes on with what it told within two hours, or
    /// needs none.</summary>
    public (string? Cell, string? Store, long Units)? Donor(AlertRecord alert, AlertAdvice advice)
    {
        (string product, string store) = (alert.Entity!, advice.Store);
        bool goesOn = _told.TryGetValue((product, store), out var before) && alert.UpdatedAtMs - before.AtMs <= ToldMs;
        _told.Remove((product, store));
        if (advice.LacksUnits is not { } lacks || (advice.FromStore is not null && advice.FromCell is null)) return null;
        (string? Cell, string? Store, long Units) donor = default;
        foreach ((string city, _, _) in TransferFeed.Places.Where(place => place.Cell[..3] == alert.Cell[..3] && place.Cell != alert.Cell && place.Cell != TransferFeed.Arlon).OrderBy(place => Km(alert.Cell, place)))
        {
            (string best, long units) = Best(city, product, alert.UpdatedAtMs);
            units -= _told.Where(told => told.Key.Product == product && told.Value.FromCell == city && alert.UpdatedAtMs - told.Value.AtMs <= ToldMs).Sum(told => told.Value.Units);
            if (best.Length == 0 || units < 3 || units <= donor.Units) continue;
            donor = (city, best, units);
            if (units >= lacks) break;
        }

        if (advice.FromCell is not null) _told[(product, store)] = (advice.FromCell, Math.Min(lacks, long.Parse(Units().Match(advice.Reason).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)), alert.UpdatedAtMs);
        return goesOn ? null : donor;
    }

    private static double Km(string from, (string Cell, double Latitude, double Longitude) to)
    {
        var place = TransferFeed.Places.Single(place => place.Cell == from);
        return Math.Pow(place.Latitude - to.Latitude, 2) + Math.Pow((place.Longitude - to.Longitude) * 0.63, 2);
    }

    [GeneratedRegex("can spare ([0-9]+)")]
    private static partial Regex Units();
}
