using System.Globalization;
using System.Text;
using Houle.Avro.Binary;
using Houle.Avro.Lists;
using Houle.Events;
using Houle.Streams.Select;
using Houle.Streams.Tests.Detect;
using Houle.Streams.Tests.Oracle;
using Houle.Streams.Topology;

namespace Houle.Streams.Tests.Signals;

/// <summary>What carries a product, by going through all posts again: sets of people, and what the burst detector reported.</summary>
internal sealed class NaiveCarriers
{
    private const long Minute = 60_000;

    private readonly DetectionOptions _options;
    private readonly List<PlainEvent> _posts;
    private readonly List<CandidateTick> _ticks = [];

    public NaiveCarriers(DetectionOptions options, IEnumerable<PlainEvent> posts, IEnumerable<byte[]> candidates)
    {
        (_options, _posts) = (options, [.. posts]);
        foreach (byte[] value in candidates)
        {
            SingleObject.TryReadFingerprint(value, out ulong fingerprint);
            if (fingerprint != CandidateBlock.Fingerprint) continue;
            CandidateTick tick = new(SingleObject.Body(value));
            if (tick.Cell == SignalFeed.City) _ticks.Add(tick);
        }

        _ticks.Sort((a, b) => a.Minute.CompareTo(b.Minute));
    }

    public static List<string> Lines(RecordList<SignalCarrier> carriers)
    {
        List<string> lines = [];
        foreach (SignalCarrier one in carriers)
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{one.Kind} {Encoding.UTF8.GetString(one.Entity)} {one.People} of {one.OfPeople} since {one.SinceMs / Minute}"));
        return lines;
    }

    /// <summary>What carries a product at a moment: of each entity the last minute within the hour in which enough people named both.</summary>
    public List<string> Lines(string product, long endMs)
    {
        int now = (int)(endMs / Minute) - 1;
        SortedDictionary<(EntityKind, string), (int Since, int Last, long People, long Of)> active = new(Comparer<(EntityKind Kind, string Id)>.Create(
            (a, b) => a.Kind != b.Kind ? a.Kind.CompareTo(b.Kind) : string.CompareOrdinal(a.Id, b.Id)));
        for (int i = 0; i < _ticks.Count && _ticks[i].Minute <= now; i++)
        {
            CandidateTick tick = _ticks[i];
            double p = Math.Max(1e-4, _options.FalseDiscoveryPercent / 100.0 * tick.Candidates.Count / tick.Tests);
            for (int at = 0; at < tick.Candidates.Count; at++)
            {
                Candidate candidate = tick.Candidates[at];
                if (candidate.Kind is not (EntityKind.Sound or EntityKind.Hashtag or EntityKind.Challenge) || tick.Reports[at].P > p) continue;
                int first = Math.Max(((tick.Minute / 60) - 5) * 60, ReportedSince(i, candidate));
                long of = People(first, tick.Minute, candidate, null), both = People(first, tick.Minute, candidate, product);
                if (both < _options.PeopleMin || both < of * 0.2) continue;
                (EntityKind, string) key = (candidate.Kind, candidate.Entity);
                bool goesOn = active.TryGetValue(key, out var before) && tick.Minute - before.Last < 60;
                active[key] = (goesOn ? before.Since : tick.Minute, tick.Minute, both, of);
            }
        }

        return [.. active.Where(one => now - one.Value.Last < 60).Select(one => string.Create(
            CultureInfo.InvariantCulture, $"{one.Key.Item1} {one.Key.Item2} {one.Value.People} of {one.Value.Of} since {one.Value.Since}"))];
    }

    private int ReportedSince(int tick, Candidate candidate)
    {
        int since = tick; // the first of a row of reports, none more than six hours after the one before
        for (int at = tick - 1; at >= 0 && _ticks[since - 1].Minute - _ticks[at].Minute <= NaiveDetection.WatchMinutes; at--)
        {
            if (_ticks[at].Candidates.Any(one => one.Kind == candidate.Kind && one.Entity == candidate.Entity)) since = at;
        }

        return _ticks[since].Minute;
    }

    private int People(int first, int last, Candidate candidate, string? product) => _posts
        .Where(post => post.TimeMs / Minute >= first && post.TimeMs / Minute <= last && post.Entities.Contains((candidate.Kind, candidate.Entity)))
        .Where(post => product is null || post.Entities.Contains((EntityKind.Product, product)))
        .Select(post => post.Person).Distinct().Count();
}
