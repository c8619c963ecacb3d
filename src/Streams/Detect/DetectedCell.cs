using Houle.Avro.Binary;
using Houle.Detection.Bursts;
using Houle.Events;
using Houle.Streams.Windows;

namespace Houle.Streams.Detect;

/// <summary>One cell (one shard of it) under watch: its burst detector, and the names and people of what that reports.</summary>
internal sealed class DetectedCell(byte[] name, CellLevel level, short shard, BurstOptions options)
{
    // Beside keys: volumes of 37 days, the profile, the waiting keys.
    private const int FixedBytes = 60_000;

    // A key of a small town is seen every ten minutes, not every minute: what is known of it outlasts the minutes without it.
    private const int WatchMinutes = 360, WatchedMax = 4_096;

    private readonly List<ReportedKey> _reported = [];
    private List<ReportedKey> _watched = [], _before = [];

    public ReadOnlySpan<byte> Name => name;

    public CellLevel Level => level;

    public short Shard => shard;

    public CellDetector Detector { get; } = new(options);

    /// <summary>Beside the reports of the last tick, in their order.</summary>
    public IReadOnlyList<ReportedKey> Reported => _reported;

    /// <summary>Those reported within the last six hours, by rising key; of a cell with more than 4,096, those of the last tick alone.</summary>
    public IReadOnlyList<ReportedKey> Watched => _watched;

    public FormatMix Formats { get; } = new(options.HalfLifeDays);

    /// <summary>Null until a mention of the cell carries one.</summary>
    public CellSegments? Segments { get; private set; }

    public long StateBytes => FixedBytes + Detector.KeyBytes;

    /// <summary>Takes a minute that is not before the last one; one that is known already changes nothing.</summary>
    /// <returns>Valid until the next call; empty for a minute that is known.</returns>
    public ReadOnlySpan<BurstReport> Tick(int minute, CellMinute seen, WindowTable table, int group, Stack<ReportedKey> spare)
    {
        if (minute <= Detector.LastMinute) return default;
        ReadOnlySpan<BurstReport> reports = Detector.Tick(minute, seen.Keys);
        if (table.Group(group).FirstSegment >= 0) Segments ??= new CellSegments(options.HalfLifeDays);
        Segments?.Begin(minute, table, group, _watched);
        (_before, _watched) = (_watched, _before);
        _reported.Clear();
        int old = 0, at = 0;
        foreach (ref readonly BurstReport report in reports)
        {
            for (; old < _before.Count && _before[old].Key < report.Key; old++) Keep(_before[old], minute, seen, ref at, table, spare);
            bool isSeen = Find(report.Key, seen, ref at);
            bool isKnown = old < _before.Count && _before[old].Key == report.Key;
            ReportedKey key = isKnown ? _before[old++] : Begin(report.Key, table, seen.Row(at), spare); // a key is followed only after it was seen
            key.LastMinute = minute;
            if (isSeen) key.Add(minute, table, seen.Row(at), Segments);
            _reported.Add(key);
            _watched.Add(key);
        }

        for (; old < _before.Count; old++) Keep(_before[old], minute, seen, ref at, table, spare);
        _before.Clear();
        Learn(minute, seen, reports, table);
        if (Segments is not null) LearnSegments(Segments, seen, reports, table, group);
        return reports;
    }

    /// <summary>Goes on counting what was reported a while ago, or lets go of it.</summary>
    private void Keep(ReportedKey key, int minute, CellMinute seen, ref int at, WindowTable table, Stack<ReportedKey> spare)
    {
        if (minute - key.LastMinute > WatchMinutes || _before.Count > WatchedMax)
        {
            spare.Push(key);
            return;
        }

        if (Find(key.Key, seen, ref at)) key.Add(minute, table, seen.Row(at), Segments);
        _watched.Add(key);
    }

    private static bool Find(ulong key, CellMinute seen, ref int at)
    {
        while (at < seen.Count && seen.Keys[at].Key < key) at++;
        return at < seen.Count && seen.Keys[at].Key == key;
    }

    /// <summary>What is not reported says in which formats this cell usually posts.</summary>
    private void Learn(int minute, CellMinute seen, ReadOnlySpan<BurstReport> reports, WindowTable table)
    {
        Formats.FadeTo(minute);
        int reported = 0;
        for (int i = 0; i < seen.Count; i++)
        {
            while (reported < reports.Length && reports[reported].Key < seen.Keys[i].Key) reported++;
            if (reported == reports.Length || reports[reported].Key != seen.Keys[i].Key) Formats.Add(table.FormatsOf(seen.Row(i)));
        }
    }

    /// <summary>Who names nothing that is reported says which segments this cell's people usually belong to.</summary>
    private static void LearnSegments(CellSegments segments, CellMinute seen, ReadOnlySpan<BurstReport> reports, WindowTable table, int group)
    {
        ReadOnlySpan<ulong> people = table.People.Hashes(in table.Group(group).People);
        Span<bool> isRising = stackalloc bool[PeopleSketch.SizeMax];
        isRising.Clear();
        int reported = 0;
        for (int i = 0; i < seen.Count; i++)
        {
            while (reported < reports.Length && reports[reported].Key < seen.Keys[i].Key) reported++;
            if (reported < reports.Length && reports[reported].Key == seen.Keys[i].Key) Mark(people, table.PeopleOf(seen.Row(i)), isRising);
        }

        for (int i = 0; i < people.Length; i++)
        {
            if (!isRising[i]) segments.Learn(segments.MaskOf(table, people[i]));
        }
    }

    /// <summary>Marks the people of one ascending list that are in another.</summary>
    private static void Mark(ReadOnlySpan<ulong> people, ReadOnlySpan<ulong> those, Span<bool> marks)
    {
        for (int i = 0, j = 0; i < people.Length && j < those.Length;)
        {
            if (people[i] == those[j]) marks[i] = true;
            if (people[i] <= those[j]) i++;
            else j++;
        }
    }

    private static ReportedKey Begin(ulong key, WindowTable table, int row, Stack<ReportedKey> spare)
    {
        ReportedKey reported = spare.Count > 0 ? spare.Pop() : new ReportedKey();
        ref readonly WindowEntity entity = ref table.Entity(row);
        reported.Begin(key, entity.Kind, table.Names[entity.Name]);
        return reported;
    }

    public void Write(ByteBuffer to)
    {
        AvroWriter writer = new(to);
        writer.WriteLong(_watched.Count);
        foreach (ReportedKey key in _watched) key.Write(to);
        Formats.Write(to);
        writer.WriteLong(Segments is null ? 0 : 1);
        Segments?.Write(to);
        Detector.Write(to);
    }

    public void Read(ref AvroReader from, ReadOnlySpan<byte> bytes)
    {
        for (long left = from.ReadLong(); left > 0; left--)
        {
            ReportedKey key = new();
            key.Read(ref from);
            _watched.Add(key);
        }

        Formats.Read(ref from);
        if (from.ReadLong() != 0)
        {
            Segments = new CellSegments(options.HalfLifeDays);
            Segments.Read(ref from);
        }

        Detector.Read(bytes[from.Position..]);
    }
}
