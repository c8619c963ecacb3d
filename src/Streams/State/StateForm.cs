using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Houle.Streams.Log;

namespace Houle.Streams.State;

/// <summary>The form of what tasks keep in their changelogs: it stands as the key of each record, so that a build does not take up the
/// state of another one that wrote it differently.</summary>
/// <remarks>One number for all stages: they are released together, and a folder is taken over whole or not at all
/// (docs/decisions/state-form.md).</remarks>
public static class StateForm
{
    /// <summary>One more with every change of what a record of state holds: a field, an order, a meaning.</summary>
    public const int Current = 4;

    /// <summary>Of records from before there were forms.</summary>
    public const int None = 0;

    private static readonly byte[] CurrentKey = Encoding.ASCII.GetBytes(Current.ToString(CultureInfo.InvariantCulture));

    /// <summary>The key of every record of state.</summary>
    public static ReadOnlySpan<byte> Key => CurrentKey;

    public static bool IsCurrent(scoped in RecordView record) => record.Key.SequenceEqual(CurrentKey);

    /// <summary>The form of the newest record.</summary>
    /// <returns>Null when the changelog is empty.</returns>
    public static int? Last(ILog log, TopicPartition changelog)
    {
        int? form = null;
        log.ScanLast(changelog, (scoped in RecordView record) => form = Of(record));
        return form;
    }

    /// <summary>Shows a record of state to who takes it up.</summary>
    /// <exception cref="StateFormException">It is of another form, or cannot be read.</exception>
    public static void Read(TopicPartition changelog, scoped in RecordView record, RecordVisitor read)
    {
        if (!IsCurrent(record)) throw new StateFormException(changelog, Of(record), "it cannot be made again from its source alone");
        try
        {
            read(record);
        }
        catch (Exception e) when (e is not LogException) // whatever a reader stumbles over in bytes that are not what was written
        {
            throw new StateFormException(changelog, record.Offset, e);
        }
    }

    private static int Of(scoped in RecordView record)
    {
        if (record.Key.IsEmpty) return None;
        return Utf8Parser.TryParse(record.Key, out int form, out int length) && length == record.Key.Length ? form : int.MaxValue;
    }
}

/// <summary>A changelog holds state that this build cannot take up; the message says what to do.</summary>
public sealed class StateFormException : LogException
{
    private const string Anew =
        "begin anew in another data folder (on Kafka: under another kafka.topic_prefix) and bring the sources in again with houle ingest; docs/operations.md, After an update";

    public StateFormException(TopicPartition changelog, int form, string why)
        : base($"{changelog} holds state {Told(form)}, and this one takes up form {StateForm.Current}; {why}: run the Houle that wrote it, or {Anew}")
    {
    }

    public StateFormException(TopicPartition changelog, long offset, Exception inner)
        : base($"{changelog} offset {offset} cannot be read as state ({inner.Message}): put the folder's copy back, or {Anew}", inner)
    {
    }

    private static string Told(int form) => form switch
    {
        StateForm.None => "of a Houle from before forms were numbered",
        int.MaxValue => "that is not Houle's",
        > StateForm.Current => $"of a newer Houle (form {form})",
        _ => $"of an older Houle (form {form})",
    };
}
