using System.Globalization;
using System.Text;
using Houle.Avro.Binary;
using Houle.Detection.Explain;
using Houle.Events;
using Houle.Streams.Alerts;
using Houle.Streams.Hashing;
using Houle.Streams.Windows;

namespace Houle.Streams.Select;

/// <summary>Local moments: several entities that begin to swell together in one city, and did not swell elsewhere first. A match, a
/// festival, a storm: named by their words.</summary>
/// <remarks>Made of trends that opened alerts of their own, so that false discovery is that of those. Its evidence is that of the
/// strongest of them, and its people the most of any: a lower bound. Cities are compared with themselves and each other, never
/// people.</remarks>
internal sealed class Moments(ResultWriter results, Calendar calendar)
{
    /// <summary>Two things swell together by chance or because one names the other; three have a reason.</summary>
    private const int TogetherMin = 3;

    private const int TogetherMinutes = 180;

    private readonly SortedDictionary<int, TrackedTrend> _open = [];

    /// <summary>Opens, goes on with and ends moments after the trends of a minute were judged.</summary>
    public void Judge(int minute, Company company)
    {
        HashSet<int> alive = [];
        foreach ((int cell, IEnumerable<TrackedTrend> trends) in company.Cells)
        {
            List<TrackedTrend> local = [.. trends.Where(IsLocal)];
            if (local.Count == 0) continue;
            if (_open.TryGetValue(cell, out TrackedTrend? moment)) alive.Add(cell);
            else if (local.Count(trend => minute - trend.OpenedMinute < TogetherMinutes) < TogetherMin) continue;
            if (moment is not null && !local.Exists(trend => trend.ReportedMinute == minute)) continue;
            GoOn(cell, minute, moment, local, company);
            alive.Add(cell);
        }

        foreach ((int cell, TrackedTrend moment) in _open.Where(open => !alive.Contains(open.Key)).ToArray()) End(cell, moment, minute);
    }

    private static bool IsLocal(TrackedTrend trend) =>
        trend.Level == CellLevel.City && trend.Alert.FirstCell is null
        && trend.Alert.Kind is EntityKind.Sound or EntityKind.Hashtag or EntityKind.Challenge or EntityKind.Term;

    private void GoOn(int cell, int minute, TrackedTrend? moment, List<TrackedTrend> local, Company company)
    {
        TrackedTrend strongest = local.OrderByDescending(trend => trend.Alert.Evidence.RatioLow).ThenBy(trend => trend.Key).First();
        long nowMs = (minute + 1) * Minutes.LengthMs;
        string place = strongest.Alert.Cell;
        AlertRecord alert = (moment?.Alert ?? strongest.Alert with
        {
            Id = Hash64.Of(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{place}|moment|{nowMs}"))).ToString("x16", CultureInfo.InvariantCulture),
            Category = AlertCategory.Moment, Kind = null, Entity = null, OpenedAtMs = nowMs, NextCells = [], CellsPerHour = null,
        }) with
        {
            UpdatedAtMs = nowMs, Phase = strongest.Alert.Phase, Evidence = EvidenceOf(strongest, local), Terms = company.Names(local),
            People = local.Exists(trend => trend.Alert.People is null) ? null : local.Max(trend => trend.Alert.People),
        };
        moment ??= _open[cell] = new TrackedTrend { CellNumber = cell, Key = 0, Level = CellLevel.City, OpenedMinute = minute, Alert = alert };
        moment.Alert = alert with { Severity = Severity.Of(alert), CoincidesWith = calendar.Coinciding(alert) };
        results.TellMoment(moment, minute);
    }

    /// <summary>That of the strongest, which kinds of entity carry the moment at its span, and the segments of those whose people it counts.</summary>
    private static AlertEvidence EvidenceOf(TrackedTrend strongest, List<TrackedTrend> local)
    {
        AlertEvidence evidence = strongest.Alert.Evidence with
        {
            Segments = local.OrderByDescending(trend => trend.Alert.People ?? 0).ThenBy(trend => trend.Key).First().Alert.Evidence.Segments,
        };
        List<string> kinds = [];
        List<RisePart> parts = [];
        foreach (IGrouping<EntityKind, TrackedTrend> kind in local.GroupBy(trend => trend.Alert.Kind!.Value).OrderBy(kind => kind.Key))
        {
            AlertSpan[] spans = [.. kind.Select(trend => trend.Alert.Evidence.Windows.First(window => window.ScaleMs == evidence.ScaleMs))];
            kinds.Add(kind.Key.Symbol());
            parts.Add(new RisePart((long)spans.Sum(span => span.Observed), spans.Sum(span => span.Expected)));
        }

        long[] shares = new long[parts.Count];
        if (!RiseShares.Of([.. parts], shares)) return evidence;
        return evidence with
        {
            CarriedBy =
            [
                .. kinds.Zip(shares, static (kind, share) => new AlertShare(RiseDimension.Kind, kind, share / (double)RiseShares.Whole))
                    .OrderByDescending(part => part.Share).ThenBy(part => part.Part, StringComparer.Ordinal),
                .. evidence.CarriedBy.Where(part => part.Dimension == RiseDimension.Format),
            ],
        };
    }

    private void End(int cell, TrackedTrend moment, int minute)
    {
        moment.Alert = moment.Alert with { Phase = TrendPhase.Over, UpdatedAtMs = (minute + 1) * Minutes.LengthMs };
        moment.Alert = moment.Alert with { Severity = Severity.Of(moment.Alert) };
        results.TellMoment(moment, minute);
        _open.Remove(cell);
    }

    public void Write(ByteBuffer to)
    {
        new AvroWriter(to).WriteLong(_open.Count);
        foreach (TrackedTrend moment in _open.Values) moment.Write(to);
    }

    public void Read(ref AvroReader from)
    {
        for (long left = from.ReadLong(); left > 0; left--)
        {
            TrackedTrend moment = TrackedTrend.Read(ref from);
            _open.Add(moment.CellNumber, moment);
        }
    }
}
