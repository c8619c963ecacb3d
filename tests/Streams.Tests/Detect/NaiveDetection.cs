using System.Globalization;
using System.Text;
using Houle.Detection.Bursts;
using Houle.Events;
using Houle.Streams.Hashing;
using Houle.Streams.Tests.Oracle;
using Houle.Streams.Topology;
using Houle.Streams.Windows;

namespace Houle.Streams.Tests.Detect;

/// <summary>What houle.candidates should hold: plain events counted in dictionaries, and a burst detector a cell fed by that.</summary>
internal sealed class NaiveDetection(TopologyOptions options)
{
    private const long Minute = 60_000;

    /// <summary>How long who named a key goes on being counted after it was last reported.</summary>
    public const int WatchMinutes = 360;

    private readonly SortedDictionary<(int Minute, string Cell), SortedDictionary<ulong, Counted>> _cells = [];

    /// <summary>A line a tick and a line a report, sorted.</summary>
    public List<string> Run(PlainStream social)
    {
        foreach (List<PlainEvent> partition in social.Partitions)
        {
            long streamTime = long.MinValue;
            foreach (PlainEvent e in partition)
            {
                long start = e.TimeMs / Minute * Minute;
                bool late = streamTime != long.MinValue && start + Minute + options.Streams[0].GraceMs <= streamTime;
                streamTime = Math.Max(streamTime, e.TimeMs);
                if (e.Form != EventForm.Event || late) continue;
                Count(e, (int)(start / Minute), e.City!);
                Count(e, (int)(start / Minute), e.City!.Split('/')[0]);
            }
        }

        return Detect();
    }

    private void Count(PlainEvent e, int minute, string cell)
    {
        if (!_cells.TryGetValue((minute, cell), out SortedDictionary<ulong, Counted>? keys)) _cells[(minute, cell)] = keys = [];
        foreach ((EntityKind kind, string id) in e.Entities)
        {
            foreach (EntityKind counted in kind == EntityKind.Brand && e.Complaint ? [kind, EntityKind.Complaint] : (EntityKind[])[kind])
            {
                ulong key = EntityKeys.Of(counted, Encoding.UTF8.GetBytes(id));
                if (!keys.TryGetValue(key, out Counted? held)) keys[key] = held = new Counted(counted, id);
                if (e.Person is null) held.Unnamed += (long)Math.Floor(e.Weight + 0.5);
                else held.People.Add(e.Person);
            }
        }
    }

    private List<string> Detect()
    {
        Dictionary<string, CellDetector> detectors = [];
        Dictionary<(string, ulong), List<(int Minute, string Person)>> people = []; // of keys reported within six hours
        Dictionary<(string, ulong), int> unnamed = [], lastReported = [];
        Dictionary<ulong, Counted> names = [];
        List<string> lines = [];
        foreach (((int minute, string cell), SortedDictionary<ulong, Counted> keys) in _cells)
        {
            if (!detectors.TryGetValue(cell, out CellDetector? detector)) detectors[cell] = detector = new CellDetector(options.Detection!.Bursts);
            KeyMinute[] input = [.. keys.Select(key => key.Value.ToMinute(key.Key))];
            HashSet<(string, ulong)> reported = [];
            foreach (BurstReport report in detector.Tick(minute, input))
            {
                (string, ulong) id = (cell, report.Key);
                reported.Add(id);
                lastReported[id] = minute;
                if (!people.TryGetValue(id, out List<(int, string)>? held)) people[id] = held = [];
                if (keys.TryGetValue(report.Key, out Counted? seen))
                {
                    names[report.Key] = seen;
                    held.AddRange(seen.People.Select(person => (minute, person)));
                    if (seen.Unnamed > 0) unnamed[id] = minute;
                }

                int first = First(report.Strongest, minute);
                int distinct = held.Where(one => one.Item1 >= first).Select(one => one.Item2).Distinct().Count();
                bool nobody = distinct == 0 && unnamed.TryGetValue(id, out int last) && last >= first;
                lines.Add(Line(cell, minute, names[report.Key].Kind, names[report.Key].Id, report, distinct, nobody));
            }

            foreach ((string, ulong) id in people.Keys.Where(id => id.Item1 == cell && !reported.Contains(id)).ToArray())
            {
                if (minute - lastReported[id] > WatchMinutes)
                {
                    people.Remove(id);
                    unnamed.Remove(id);
                }
                else if (keys.TryGetValue(id.Item2, out Counted? seen))
                {
                    people[id].AddRange(seen.People.Select(person => (minute, person)));
                    if (seen.Unnamed > 0) unnamed[id] = minute;
                }
            }

            if (detector.Tests > 0) lines.Add(string.Create(CultureInfo.InvariantCulture, $"{cell}|{minute}|tests {detector.Tests}"));
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    public static string Line(string cell, int minute, EntityKind kind, string entity, in BurstReport report, long people, bool unnamed)
    {
        StringBuilder line = new();
        line.Append(CultureInfo.InvariantCulture, $"{cell}|{minute}|{kind}|{entity}|{report.P:R}|{report.Strongest}|{report.RatioLow:R}|{report.AuthenticShare:R}|{people}|{unnamed}");
        foreach (WindowTest window in report.Windows) line.Append(CultureInfo.InvariantCulture, $"|{window.Count} {window.Expected:R} {window.Dispersion:R} {window.P:R}");
        return line.ToString();
    }

    private static int First(Scale scale, int minute) => scale switch
    {
        Scale.FiveMinutes => minute - (minute % 5),
        Scale.Hour => minute - (minute % 5) - 55,
        Scale.TwoHours => minute - (minute % 5) - 115,
        Scale.SixHours => minute - (minute % 60) - 300,
        _ => minute - (minute % 360) - 1080,
    };

    private sealed record Counted(EntityKind Kind, string Id)
    {
        public HashSet<string> People { get; } = [];

        public long Unnamed { get; set; }

        public KeyMinute ToMinute(ulong key)
        {
            ulong[] hashes = [.. People.Select(person => Hash64.Of(Encoding.UTF8.GetBytes(person))).Order()];
            long creators = hashes.Length + Unnamed;
            bool named = Unnamed == 0;
            return new KeyMinute(key, creators, creators * 1_000_000, named && hashes.Length > 0 ? hashes[0] : 0, named && hashes.Length > 1 ? hashes[1] : 0);
        }
    }
}
