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

    private List<ReportedKey> _reported = [], _before = [];

    public ReadOnlySpan<byte> Name => name;

    public CellLevel Level => level;

    public short Shard => shard;

    public CellDetector Detector { get; } = new(options);

    /// <summary>Beside the reports of the last tick, in their order.</summary>
    public IReadOnlyList<ReportedKey> Reported => _reported;

    public FormatMix Formats { get; } = new(options.HalfLifeDays);

    public long StateBytes => FixedBytes + Detector.KeyBytes;

    /// <summary>Takes a minute that is not before the last one; one that is known already changes nothing.</summary>
    /// <returns>Valid until the next call; empty for a minute that is known.</returns>
    public ReadOnlySpan<BurstReport> Tick(int minute, CellMinute seen, WindowTable table, Stack<ReportedKey> spare)
    {
        if (minute <= Detector.LastMinute) return default;
        ReadOnlySpan<BurstReport> reports = Detector.Tick(minute, seen.Keys);
        (_before, _reported) = (_reported, _before);
        int old = 0, at = 0;
        foreach (ref readonly BurstReport report in reports)
        {
            while (at < seen.Count && seen.Keys[at].Key < report.Key) at++;
            while (old < _before.Count && _before[old].Key < report.Key) spare.Push(_before[old++]);
            bool isSeen = at < seen.Count && seen.Keys[at].Key == report.Key;
            ReportedKey key;
            if (old < _before.Count && _before[old].Key == report.Key) key = _before[old++];
            else key = Begin(report.Key, table, seen.Row(at), spare); // a key is followed only after it was seen
            if (isSeen) key.Add(minute, table, seen.Row(at));
            _reported.Add(key);
        }

        while (old < _before.Count) spare.Push(_before[old++]);
        _before.Clear();
        Learn(minute, seen, reports, table);
        return reports;
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
        writer.WriteLong(_reported.Count);
        foreach (ReportedKey key in _reported) key.Write(to);
        Formats.Write(to);
        Detector.Write(to);
    }

    public void Read(ref AvroReader from, ReadOnlySpan<byte> bytes)
    {
        for (long left = from.ReadLong(); left > 0; left--)
        {
            ReportedKey key = new();
            key.Read(ref from);
            _reported.Add(key);
        }

        Formats.Read(ref from);
        Detector.Read(bytes[from.Position..]);
    }
}
