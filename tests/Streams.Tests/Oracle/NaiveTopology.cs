using System.Globalization;
using Houle.Events;
using Houle.Streams.Topology;
using Stream = Houle.Events.Stream;

namespace Houle.Streams.Tests.Oracle;

/// <summary>What Observe and Detect should come to, from the plain lists, with dictionaries: too simple to be wrong.</summary>
internal sealed class NaiveTopology(TopologyOptions options)
{
    private const long Minute = 60_000;

    private readonly Dictionary<string, Cell> _cells = [];

    public Dictionary<Stream, long[]> Accounts { get; } = []; // read, accepted, late, duplicates, dead, other

    /// <summary>One line per total and per entity of each closed window, sorted.</summary>
    public List<string> Run(IReadOnlyList<PlainStream> streams)
    {
        List<string> lines = [];
        foreach (PlainStream stream in streams)
        {
            StreamOptions how = options.Streams.Single(s => s.Stream == stream.Stream);
            _cells.Clear();
            Accounts[stream.Stream] = new long[6];
            long watermark = stream.Partitions.Min(partition => Observe(how, partition));
            foreach (Cell cell in _cells.Values)
            {
                if (cell.ClosesWith + Minute + how.GraceMs <= watermark) lines.AddRange(Lines(cell));
            }
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    /// <returns>The partition's last stream time.</returns>
    private long Observe(StreamOptions how, List<PlainEvent> partition)
    {
        long[] account = Accounts[how.Stream];
        long streamTime = long.MinValue;
        Dictionary<string, long> seen = [];
        foreach (PlainEvent e in partition)
        {
            account[0]++;
            if (e.Form is EventForm.Malformed or EventForm.Invalid or EventForm.TooFarAhead) account[4]++;
            else if (e.Form is EventForm.Tombstone or EventForm.Snapshot) account[5]++;
            else if (e.Form == EventForm.Progress)
            {
                account[5]++;
                streamTime = Math.Max(streamTime, e.TimeMs);
            }
            else if (how.DuplicateHorizonMs > 0 && streamTime != long.MinValue && e.TimeMs < streamTime - how.DuplicateHorizonMs) account[4]++;
            else if (how.DuplicateHorizonMs > 0 && seen.ContainsKey(e.EventId)) account[3]++;
            else
            {
                account[1]++;
                seen[e.EventId] = e.TimeMs;
                long start = e.TimeMs / Minute * Minute;
                bool late = streamTime != long.MinValue && start + Minute + how.GraceMs <= streamTime;
                if (late) account[2]++;
                Count(how.Stream, e, start, late ? streamTime / Minute * Minute : null);
                streamTime = Math.Max(streamTime, e.TimeMs);
            }
        }

        return streamTime;
    }

    private void Count(Stream stream, PlainEvent e, long start, long? lateIn)
    {
        string leaf = e.City ?? "world/unknown";
        List<(string Id, CellLevel Level)> cells = [(leaf, leaf.StartsWith("brand:", StringComparison.Ordinal) ? CellLevel.Brand : CellLevel.City)];
        if (options.RollUp && leaf.Contains('/'))
        {
            if (options.Parents.TryGetValue(leaf, out IReadOnlyList<ParentCell>? parents)) cells.AddRange(parents.Select(p => (p.Cell, p.Level)));
            cells.Add((leaf.Split('/')[0], CellLevel.Country));
        }

        foreach ((string id, CellLevel level) in cells)
        {
            string key = string.Create(CultureInfo.InvariantCulture, $"{stream}|{id}|{level}|{start}|{lateIn}");
            if (!_cells.TryGetValue(key, out Cell? cell)) _cells[key] = cell = new Cell(key, lateIn ?? start);
            long unnamed = stream == Stream.FootTraffic ? e.A : (long)Math.Floor(e.Weight + 0.5);
            cell.Of("total|").Add(e, unnamed);
            foreach ((EntityKind kind, string entity) in e.Entities) cell.Of($"{kind}|{entity}").Add(e, unnamed);
            if (e.Complaint) foreach ((_, string brand) in e.Entities.Where(x => x.Kind == EntityKind.Brand)) cell.Of($"{EntityKind.Complaint}|{brand}").Add(e, unnamed);
        }
    }

    private static IEnumerable<string> Lines(Cell cell) => cell.Sums.Select(sum => $"{cell.Key}|{sum.Key}|{sum.Value}");

    private sealed record Cell(string Key, long ClosesWith)
    {
        public Dictionary<string, Sum> Sums { get; } = [];

        public Sum Of(string key)
        {
            if (!Sums.TryGetValue(key, out Sum? sum)) Sums[key] = sum = new Sum();
            return sum;
        }
    }

    private sealed class Sum
    {
        private readonly HashSet<string> _people = [];
        private long _count;
        private decimal _weight;
        private decimal _sponsored;
        private long _unnamed;
        private long _a;
        private long _b;

        public void Add(PlainEvent e, long unnamed)
        {
            _count++;
            _weight += (decimal)e.Weight;
            if (e.Sponsored) _sponsored += (decimal)e.Weight;
            if (e.Person is null) _unnamed += unnamed;
            else _people.Add(e.Person);
            _a += e.Returned ? -e.A : e.A;
            _b += e.Returned ? -e.B : e.B;
        }

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture, $"{_count}|{(long)(_weight * 1_000_000)}|{_people.Count}|{_unnamed}|{_a}|{_b}|{(long)(_sponsored * 1_000_000)}");
    }
}
