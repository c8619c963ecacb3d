using Houle.Events;
using Houle.Sinks.Native;
using Houle.Streams.Log;

namespace Houle.Sinks.Sink;

/// <summary>Rows of alert_feedback: one a record.</summary>
internal sealed class AlertFeedbackRows : TableRows
{
    private readonly LowCardinalityColumn _rule, _destination;
    private readonly StringColumn _alert, _note;
    private readonly FixedColumn<byte> _useful;
    private readonly FixedColumn<long> _givenAt;

    public AlertFeedbackRows()
        : this(new("rule"), new("destination"), new("alert_id"), new("note"), new("useful", "UInt8"), new("given_at", "DateTime64(3, 'UTC')"))
    {
    }

    private AlertFeedbackRows(
        LowCardinalityColumn rule, LowCardinalityColumn destination, StringColumn alert, StringColumn note, FixedColumn<byte> useful, FixedColumn<long> givenAt)
        : base(rule, destination, alert, note, useful, givenAt) =>
        (_rule, _destination, _alert, _note, _useful, _givenAt) = (rule, destination, alert, note, useful, givenAt);

    protected override int AppendRows(in RecordView record, out int rows)
    {
        AlertFeedback.Read(Body(record, AlertFeedback.Fingerprint, "AlertFeedback"), out AlertFeedback word);
        rows = 0;
        int month = Month(word.GivenAtMs);
        if (!IsWanted(month)) return month;

        _rule.Append(word.Rule);
        _destination.Append(word.Destination);
        _alert.Append(word.AlertId);
        _note.Append(word.HasNote ? word.Note : default);
        _useful.Append(word.Useful ? (byte)1 : (byte)0);
        _givenAt.Append(word.GivenAtMs);
        rows = 1;
        return month;
    }
}
