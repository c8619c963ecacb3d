using System.Text.Json;
using Houle.Avro.Binary;
using Houle.Avro.Schemas;

namespace Houle.Avro.Json;

/// <summary>Records: in one pass while the fields stand in the schema's order, else each is looked up by its position.</summary>
internal ref partial struct JsonInput
{
    private void ReadRecord(RecordSchema record)
    {
        Expect(JsonTokenType.StartObject, record);
        Enter();
        int start = Position, length = path?.Length ?? 0;
        Next();
        for (int i = 0; i < record.Fields.Count; i++)
        {
            RecordField field = record.Fields[i];
            if (_reader.TokenType != JsonTokenType.PropertyName || !_reader.ValueTextEquals(field.Name))
            {
                ReadInAnyOrder(record, i, start);
                break;
            }

            path?.Append('.').Append(field.Name);
            Next();
            Read(field.Schema);
            if (path is not null) path.Length = length;
            Next();
        }

        if (_reader.TokenType != JsonTokenType.EndObject) AvroError.Mismatch(Position, $"{record.FullName} has no field {Shown()}, or it is given twice");
        Leave();
    }

    /// <summary>Goes through the rest of the object once to find its fields, then reads them in the schema's order.</summary>
    /// <param name="first">Fields before this one have been read.</param>
    /// <param name="start">Where the object starts, for the error of a field that is missing.</param>
    private void ReadInAnyOrder(RecordSchema record, int first, int start)
    {
        int count = record.Fields.Count, length = path?.Length ?? 0;
        var positions = new int[count];
        Array.Fill(positions, -1);
        FindFields(record, first, positions);
        Utf8JsonReader end = _reader;
        int endOffset = _offset;
        for (int i = first; i < count; i++)
        {
            path?.Append('.').Append(record.Fields[i].Name);
            if (positions[i] < 0) AvroError.Mismatch(start, $"\"{record.Fields[i].Name}\" is missing");
            _reader = new Utf8JsonReader(_json[positions[i]..], options); // is not asked for what follows the value
            _offset = positions[i];
            Next();
            Read(record.Fields[i].Schema);
            if (path is not null) path.Length = length;
        }

        _reader = end;
        _offset = endOffset;
    }

    private void FindFields(RecordSchema record, int first, int[] positions)
    {
        for (; _reader.TokenType != JsonTokenType.EndObject; Next())
        {
            int index = Text() is { } name ? record.IndexOf(name) : -1;
            if (index < 0) AvroError.Mismatch(Position, $"{record.FullName} has no field {Shown()}");
            if (index < first || positions[index] >= 0) AvroError.Mismatch(Position, $"{Shown()} is given twice");
            Next();
            positions[index] = Position;
            Skip();
        }
    }

    private void Skip()
    {
        try
        {
            _reader.Skip();
        }
        catch (JsonException)
        {
            AvroError.Mismatch(_offset + (int)_reader.BytesConsumed, "this is not JSON");
        }
    }

    private readonly string Shown()
    {
        string text = Text() ?? "of half a surrogate pair";
        return text.Length <= PathPartMax ? $"\"{text}\"" : $"\"{text[..PathPartMax]}...\"";
    }
}
