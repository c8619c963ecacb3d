using Houle.Avro.Binary;
using Houle.Detection.Bursts;
using Houle.Detection.Explain;
using Houle.Events;
using Houle.Streams.Log;
using Houle.Streams.Topology;
using Houle.Streams.Windows;
using Stream = Houle.Events.Stream;

namespace Houle.Streams.Detect;

/// <summary>Writes what a task's detectors found to houle.candidates, and how far its minutes have been written.</summary>
internal sealed class CandidateWriter(DetectionOptions options, int partition)
{
    private static readonly TopicPartition To = new(TopicNames.Candidates, 0);

    private const int CarriersMax = 10; // as the schema says

    private readonly BurstOptions _bursts = options.Bursts;

    /// <summary>A tick's block; nothing while the cell makes no tests.</summary>
    public void Write(DetectedCell cell, int minute, ReadOnlySpan<BurstReport> reports, CommitBatch commit)
    {
        if (cell.Detector.Tests == 0) return;
        ByteBuffer to = commit.Begin(To, CommitBatch.StampAtCommit, cell.Name);
        SingleObject.WriteHeader(to, CandidateBlock.Fingerprint);
        AvroWriter writer = new(to);
        writer.WriteBytes(cell.Name);
        writer.WriteLong((int)cell.Level);
        writer.WriteLong(cell.Shard);
        writer.WriteLong(minute * Minutes.LengthMs);
        writer.WriteLong(cell.Detector.FirstMinute * Minutes.LengthMs);
        writer.WriteLong(cell.Detector.Tests);
        if (reports.Length > 0) writer.WriteLong(reports.Length);
        for (int i = 0; i < reports.Length; i++) WriteReport(writer, cell, minute, reports[i], cell.Reported[i]);
        writer.WriteLong(0);
        commit.End();
    }

    /// <summary>Every minute before <paramref name="reachedMs"/> has been written.</summary>
    public void Announce(long reachedMs, CommitBatch commit)
    {
        ByteBuffer to = commit.Begin(To, CommitBatch.StampAtCommit, default);
        new StreamTime { Stream = Stream.Social, SourcePartition = partition, ReachedMs = reachedMs }.WriteSingleObject(to);
        commit.End();
    }

    private void WriteReport(AvroWriter writer, DetectedCell cell, int minute, in BurstReport report, ReportedKey key)
    {
        writer.WriteLong((int)key.Kind);
        writer.WriteBytes(key.Name);
        writer.WriteDouble(report.P);
        writer.WriteLong((int)report.Strongest);
        writer.WriteLong(Scales.Count);
        foreach (WindowTest window in report.Windows)
        {
            writer.WriteLong(window.Count);
            writer.WriteDouble(window.Expected);
            writer.WriteDouble(window.Dispersion);
            writer.WriteDouble(window.P);
        }

        writer.WriteLong(0);
        writer.WriteDouble(report.RatioLow);
        writer.WriteDouble(report.AuthenticShare);
        writer.WriteDouble(report.BaselineDays);
        int first = FirstMinute(report.Strongest, minute);
        writer.WriteLong(key.People.Since(first));
        writer.WriteBool(key.People.IsUnnamedSince(first));
        double perHour = report.Windows[(int)Scale.Hour].Expected;
        bool couldOpen = report.P <= _bursts.FollowedP && perHour > 0;
        writer.WriteLong(couldOpen ? 1 : 0);
        if (couldOpen) writer.WriteDouble(cell.Detector.SmallestDetectable(perHour, options.Q) / perHour);
        writer.WriteDouble(key.SponsoredShare);
        if (couldOpen) WriteFormats(writer, cell, report.Best, key);
        writer.WriteLong(0);
        if (couldOpen) WriteCarriers(writer, key);
        writer.WriteLong(0);
        if (couldOpen && key.Links.Count > 0)
        {
            writer.WriteLong(key.Links.Count);
            for (int i = 0; i < key.Links.Count; i++) writer.WriteBytes(key.Links[i]);
        }

        writer.WriteLong(0);
        if (cell.Segments is { HasUsual: true } segments) WriteSegments(writer, segments, key, first);
        writer.WriteLong(0);
    }

    /// <summary>Shares of the excess by format: the events since the key is reported, against the usual formats of the cell.</summary>
    private static void WriteFormats(AvroWriter writer, DetectedCell cell, in WindowTest test, ReportedKey key)
    {
        Span<double> usual = stackalloc double[FormatCounts.Count];
        if (test.Count <= test.Expected || !cell.Formats.TryGetParts(usual)) return;
        long events = 0;
        foreach (int ofFormat in key.Formats) events += ofFormat;
        double expected = events * test.Expected / test.Count;
        Span<RisePart> parts = stackalloc RisePart[FormatCounts.Count];
        Span<long> shares = stackalloc long[FormatCounts.Count];
        for (int i = 0; i < parts.Length; i++) parts[i] = new RisePart(key.Formats[i], expected * usual[i]);
        if (!RiseShares.Of(parts, shares)) return;
        Span<(long Share, int Format)> falling = stackalloc (long, int)[FormatCounts.Count];
        int count = 0;
        for (int i = 0; i < shares.Length; i++)
        {
            if (shares[i] != 0) falling[count++] = (shares[i], i);
        }

        falling = falling[..count];
        falling.Sort(static (a, b) => a.Share != b.Share ? b.Share.CompareTo(a.Share) : a.Format.CompareTo(b.Format));
        writer.WriteLong(count);
        foreach ((long share, int format) in falling)
        {
            writer.WriteLong(format);
            writer.WriteLong(share);
        }
    }

    /// <summary>People by segment, those of at least k alone (contract C6), the most first.</summary>
    private void WriteSegments(AvroWriter writer, CellSegments segments, ReportedKey key, int first)
    {
        Span<int> members = stackalloc int[segments.Count];
        int known = key.People.SegmentsSince(first, members);
        int told = 0;
        foreach (int of in members) told += of >= options.PeopleMin ? 1 : 0;
        if (told == 0) return;
        writer.WriteLong(told);
        for (int left = told; left > 0; left--)
        {
            int most = 0;
            for (int i = 1; i < members.Length; i++)
            {
                if (members[i] > members[most] || (members[i] == members[most] && segments[i].SequenceCompareTo(segments[most]) < 0)) most = i;
            }

            writer.WriteBytes(segments[most]);
            writer.WriteLong(members[most]);
            writer.WriteLong(known);
            writer.WriteLong((long)Math.Round(segments.Usual(most) * RiseShares.Whole));
            members[most] = -1;
        }
    }

    private static void WriteCarriers(AvroWriter writer, ReportedKey key)
    {
        Span<(long Count, ulong Person)> largest = stackalloc (long, ulong)[CarriersMax];
        largest = largest[..key.Carriers.Largest(largest)];
        if (largest.IsEmpty) return;
        writer.WriteLong(largest.Length);
        foreach ((long count, ulong person) in largest)
        {
            writer.WriteLong((long)person);
            writer.WriteLong(count * RiseShares.Whole / key.Carriers.Total);
        }
    }

    /// <summary>Where a span that ends with a minute begins: spans are made of aligned bins (<see cref="Scale"/>).</summary>
    private static int FirstMinute(Scale scale, int minute) => scale switch
    {
        Scale.FiveMinutes => minute / 5 * 5,
        Scale.Hour => ((minute / 5) - 11) * 5,
        Scale.TwoHours => ((minute / 5) - 23) * 5,
        Scale.SixHours => ((minute / 60) - 5) * 60,
        _ => ((minute / 360) - 3) * 360,
    };
}
