using System.Text;
using System.Text.Json;
using Houle.Avro.Binary;
using Houle.Avro.Schemas;

namespace Houle.Avro.Json;

/// <summary>Numbers, texts, bytes and symbols.</summary>
internal ref partial struct JsonInput
{
    private readonly void ReadScalar(Schema schema)
    {
        switch (schema.Type)
        {
            case SchemaType.Null:
                Expect(JsonTokenType.Null, schema);
                break;
            case SchemaType.Boolean:
                if (_reader.TokenType is not (JsonTokenType.True or JsonTokenType.False)) Misfit(schema);
                _writer.WriteBool(_reader.GetBoolean());
                break;
            case SchemaType.Int:
                Expect(JsonTokenType.Number, schema);
                if (!_reader.TryGetInt32(out int small)) NotWhole(32);
                _writer.WriteInt(small);
                break;
            case SchemaType.Long:
                Expect(JsonTokenType.Number, schema);
                if (!_reader.TryGetInt64(out long large)) NotWhole(64);
                _writer.WriteLong(large);
                break;
            case SchemaType.Float: _writer.WriteFloat(ReadFloat(schema)); break;
            case SchemaType.Double: _writer.WriteDouble(ReadDouble(schema)); break;
            case SchemaType.String:
                Expect(JsonTokenType.String, schema);
                WriteText();
                break;
            case SchemaType.Enum:
                Expect(JsonTokenType.String, schema);
                int symbol = Text() is { } name ? ((EnumSchema)schema).IndexOf(name) : -1;
                if (symbol < 0) AvroError.Mismatch(Position, $"{Shown()} is not one of {((EnumSchema)schema).FullName}");
                _writer.WriteInt(symbol);
                break;
            default: ReadBytes(schema); break;
        }
    }

    private readonly void NotWhole(int bits) => AvroError.Mismatch(Position, $"the number is not a whole one of {bits} bits");

    private readonly float ReadFloat(Schema schema)
    {
        if (_reader.TokenType == JsonTokenType.String) return (float)Named(schema);
        Expect(JsonTokenType.Number, schema);
        float value = _reader.GetSingle();
        if (!float.IsFinite(value)) AvroError.Mismatch(Position, "the number is beyond a float");
        return value;
    }

    private readonly double ReadDouble(Schema schema)
    {
        if (_reader.TokenType == JsonTokenType.String) return Named(schema);
        Expect(JsonTokenType.Number, schema);
        double value = _reader.GetDouble();
        if (!double.IsFinite(value)) AvroError.Mismatch(Position, "the number is beyond a double");
        return value;
    }

    /// <summary>The three numbers that JSON lacks.</summary>
    private readonly double Named(Schema schema)
    {
        if (_reader.ValueTextEquals("NaN"u8)) return double.NaN;
        if (_reader.ValueTextEquals("Infinity"u8)) return double.PositiveInfinity;
        if (!_reader.ValueTextEquals("-Infinity"u8)) Misfit(schema);
        return double.NegativeInfinity;
    }

    /// <summary>Bytes and fixed: a text whose characters U+0000 to U+00FF are the bytes.</summary>
    private readonly void ReadBytes(Schema schema)
    {
        Expect(JsonTokenType.String, schema);
        string? text = Text();
        if (text is null || text.AsSpan().IndexOfAnyExceptInRange('\0', '\u00FF') >= 0)
            AvroError.Mismatch(Position, "characters beyond U+00FF are no bytes");
        if (schema is FixedSchema { Size: int size })
        {
            if (text.Length != size) AvroError.Mismatch(Position, $"{text.Length} bytes for a fixed of {size}");
            _writer.WriteFixed(Encoding.Latin1.GetBytes(text));
        }
        else
        {
            _writer.WriteBytes(Encoding.Latin1.GetBytes(text));
        }
    }

    private readonly void WriteText()
    {
        if (!_reader.ValueIsEscaped)
        {
            _writer.WriteBytes(_reader.ValueSpan);
            return;
        }

        string? text = Text();
        if (text is null) AvroError.Mismatch(Position, "half a surrogate pair, which UTF-8 cannot hold");
        _writer.WriteBytes(Encoding.UTF8.GetBytes(text!));
    }

    /// <summary>The text of the token; null when it has half a surrogate pair.</summary>
    private readonly string? Text()
    {
        try
        {
            return _reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
