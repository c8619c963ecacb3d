using Houle.Avro.Binary;
using Houle.Detection.Bursts;
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
