using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams.Alerts;

namespace Houle.Streams.Select;

/// <summary>A trend that is open or cooling down: its alert as it stands, and what was last told of it.</summary>
internal sealed class TrackedTrend
{
    public required int CellNumber { get; init; }

    public required ulong Key { get; init; }

    public required CellLevel Level { get; init; }

    public required int OpenedMinute { get; init; }

    public required AlertRecord Alert { get; set; }

    /// <summary>Revision last written; -1 while nothing was.</summary>
    public int Revision { get; set; } = -1;

    public int RevisedMinute { get; set; }

    public TrendPhase RevisedPhase { get; set; }

    public int RevisedSeverity { get; set; }

    /// <summary>Minute of the last record of houle.trends; 0 for none.</summary>
    public int ToldMinute { get; set; }

    public TrendPhase ToldPhase { get; set; }

    /// <summary>Minute of the last report; an earlier one than now means that the tick has none.</summary>
    public int ReportedMinute { get; set; }

    public bool IsOver => Alert.Phase == TrendPhase.Over;

    public void Write(ByteBuffer to)
    {
        AvroWriter writer = new(to);
        foreach (long number in (ReadOnlySpan<long>)[CellNumber, (long)Key, (int)Level, OpenedMinute, Revision, RevisedMinute, (int)RevisedPhase, RevisedSeverity, ToldMinute, (int)ToldPhase, ReportedMinute])
            writer.WriteLong(number);
        writer.WriteBytes(AlertCodec.Write(Alert));
    }

    public static TrackedTrend Read(ref AvroReader from) => new()
    {
        CellNumber = (int)from.ReadLong(), Key = (ulong)from.ReadLong(), Level = (CellLevel)from.ReadLong(), OpenedMinute = (int)from.ReadLong(),
        Revision = (int)from.ReadLong(), RevisedMinute = (int)from.ReadLong(), RevisedPhase = (TrendPhase)from.ReadLong(),
        RevisedSeverity = (int)from.ReadLong(), ToldMinute = (int)from.ReadLong(), ToldPhase = (TrendPhase)from.ReadLong(),
        ReportedMinute = (int)from.ReadLong(), Alert = AlertCodec.Read(from.ReadBytes()),
    };
}
