using System.Text;
using Houle.Avro.Binary;
using Houle.Detection.Bursts;
using Houle.Detection.Explain;
using Houle.Events;
using Houle.Streams.Alerts;
using Houle.Streams.Topology;

namespace Houle.Streams.Select;

/// <summary>What each city last reported of each key: which of them carry a rise in the place above them.</summary>
/// <remarks>A city reports in minutes with events only, so a report counts for a few minutes. A city that reports nothing is part
/// of the rest. Holds an hour of reports.</remarks>
internal sealed class CityReports(TopologyOptions topology)
{
    private const int FreshMinutes = 5, KeptMinutes = 60;
    private const int PartsMax = 10; // as the schema says

    private readonly SortedDictionary<ulong, SortedDictionary<string, CityReport>> _byKey = [];
    private int _sweptHour;

    /// <summary>Takes the reports of a city's tick.</summary>
    public void Note(CandidateTick tick)
    {
        foreach (BurstReport report in tick.Reports)
        {
            CityReport held = new(tick.Minute);
            for (int scale = 0; scale < Scales.Count; scale++)
                held.Parts[scale] = new RisePart(report.Windows[scale].Count, report.Windows[scale].Expected);
            Hold(report.Key, tick.Cell, held);
        }

        if (tick.Minute / KeptMinutes == _sweptHour) return;
        _sweptHour = tick.Minute / KeptMinutes;
        foreach ((ulong key, SortedDictionary<string, CityReport> cities) in _byKey.ToArray())
        {
            foreach (string old in cities.Where(city => tick.Minute - city.Value.Minute > KeptMinutes).Select(city => city.Key).ToArray())
                cities.Remove(old);
            if (cities.Count == 0) _byKey.Remove(key);
        }
    }

    /// <summary>The cities' shares of a report's excess at its strongest span; empty for a city, and where no city reports.</summary>
    public IReadOnlyList<AlertShare> Shares(CandidateTick tick, in BurstReport report)
    {
        if (tick.Level == CellLevel.City || !_byKey.TryGetValue(report.Key, out SortedDictionary<string, CityReport>? cities)) return [];
        int scale = (int)report.Strongest;
        List<string> names = [];
        List<RisePart> parts = [];
        foreach ((string city, CityReport held) in cities)
        {
            if (tick.Minute - held.Minute > FreshMinutes || !topology.Above(city).Any(parent => parent.Cell == tick.Cell)) continue;
            names.Add(city);
            parts.Add(held.Parts[scale]);
        }

        long[] shares = new long[parts.Count];
        if (shares.Length == 0 || !RiseShares.Of([.. parts], report.Best.Count - report.Best.Expected, shares, out _)) return [];
        AlertShare[] largest =
        [
            .. names.Zip(shares).OrderByDescending(part => part.Second).ThenBy(part => part.First, StringComparer.Ordinal).Take(PartsMax)
                .Select(part => new AlertShare(RiseDimension.City, part.First, part.Second / (double)RiseShares.Whole)),
        ];
        return [.. largest, new AlertShare(RiseDimension.City, AlertShare.Rest, 1 - largest.Sum(part => part.Share))];
    }

    private void Hold(ulong key, string city, CityReport report)
    {
        if (!_byKey.TryGetValue(key, out SortedDictionary<string, CityReport>? cities))
            _byKey.Add(key, cities = new SortedDictionary<string, CityReport>(StringComparer.Ordinal));
        cities[city] = report;
    }

    public void Write(ByteBuffer to)
    {
        AvroWriter writer = new(to);
        writer.WriteLong(_sweptHour);
        writer.WriteLong(_byKey.Values.Sum(cities => cities.Count));
        foreach ((ulong key, string city, CityReport report) in _byKey.SelectMany(key => key.Value.Select(city => (key.Key, city.Key, city.Value))))
        {
            writer.WriteLong((long)key);
            writer.WriteBytes(Encoding.UTF8.GetBytes(city));
            writer.WriteLong(report.Minute);
            foreach (RisePart part in report.Parts)
            {
                writer.WriteLong(part.Observed);
                writer.WriteDouble(part.Expected);
            }
        }
    }

    public void Read(ref AvroReader from)
    {
        _sweptHour = (int)from.ReadLong();
        for (long left = from.ReadLong(); left > 0; left--)
        {
            ulong key = (ulong)from.ReadLong();
            string city = Encoding.UTF8.GetString(from.ReadBytes());
            CityReport report = new((int)from.ReadLong());
            for (int scale = 0; scale < Scales.Count; scale++) report.Parts[scale] = new RisePart(from.ReadLong(), from.ReadDouble());
            Hold(key, city, report);
        }
    }

    private sealed record CityReport(int Minute)
    {
        /// <summary>Observed and expected at each scale.</summary>
        public RisePart[] Parts { get; } = new RisePart[Scales.Count];
    }
}
