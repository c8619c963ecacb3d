using Houle.Avro.Binary;
using Houle.Avro.Lists;
using Houle.Events;
using Houle.Ingest.Feeds;

namespace Houle.Ingest.Mapping;

/// <summary>The values of one event's fields, by the field's index, while a row is turned into it.</summary>
/// <remarks>Constants are filled once and stay; <see cref="BeginRow"/> clears the rest.</remarks>
internal sealed class FieldSlots
{
    private readonly Slot[] _slots;
    private readonly Utf8ListBuilder?[] _lists;
    private readonly List<int> _variable = [];
    private readonly int _intents;
    private int _constantBytes;
    private int _cityStart;
    private int _cityLength;

    public FieldSlots(EventShape shape)
    {
        _slots = new Slot[shape.Fields.Count];
        _intents = shape.Fields.FirstOrDefault(f => f.Kind == FieldKind.Choices)?.Index ?? -1;
        _lists = [.. shape.Fields.Select(f => f.Kind == FieldKind.Ids ? new Utf8ListBuilder() : null)];
    }

    /// <summary>Holds the texts.</summary>
    public ByteBuffer Bytes { get; } = new(512);

    public ValueListBuilder<MentionIntent, MentionIntentItem> Intents { get; } = new();

    /// <summary>The event's city; empty when it has none.</summary>
    public ReadOnlySpan<byte> City => Bytes.Written.Slice(_cityStart, _cityLength);


    /// <summary>Everything filled so far is constant.</summary>
    public void KeepConstants(IEnumerable<EventField> variable)
    {
        _constantBytes = Bytes.Length;
        _variable.AddRange(variable.Select(f => f.Index));
    }

    public void BeginRow()
    {
        Bytes.Truncate(_constantBytes);
        foreach (int index in _variable)
        {
            _slots[index] = default;
            _lists[index]?.Clear();
            if (index == _intents) Intents.Clear();
        }

        _cityStart = 0;
        _cityLength = 0;
    }

    public bool Has(int index) => _slots[index].Has;

    /// <summary>The text of a field; empty when it has none.</summary>
    public ReadOnlySpan<byte> Text(int index) => Bytes.Written.Slice(_slots[index].Start, _slots[index].Length);

    /// <summary>A count, cents, milliseconds, the number of a word, or 1 for true.</summary>
    public long Number(int index) => _slots[index].Number;

    public long Number(int index, long otherwise) => _slots[index].Has ? _slots[index].Number : otherwise;

    public long? OptionalNumber(int index) => _slots[index].Has ? _slots[index].Number : null;

    public double Real(int index, double otherwise) => _slots[index].Has ? _slots[index].Real : otherwise;

    public double? OptionalReal(int index) => _slots[index].Has ? _slots[index].Real : null;

    public Utf8ListBuilder List(int index) => _lists[index]!;

    public void SetCity(ReadOnlySpan<byte> id)
    {
        _cityStart = Bytes.Length;
        _cityLength = id.Length;
        Bytes.Append(id);
    }

    /// <summary>What was appended to <see cref="Bytes"/> since <paramref name="start"/> is the field's text.</summary>
    public void SetText(int index, int start) =>
        _slots[index] = new Slot { Has = true, Start = start, Length = Bytes.Length - start };

    public void SetNumber(int index, long number, double real) =>
        _slots[index] = new Slot { Has = true, Number = number, Real = real };

    private struct Slot
    {
        public bool Has;
        public int Start;
        public int Length;
        public long Number;
        public double Real;
    }
}
