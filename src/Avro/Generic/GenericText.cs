using System.Globalization;
using Houle.Avro.Binary;
using Houle.Avro.Json;
using Houle.Avro.Logical;
using Houle.Avro.Schemas;

namespace Houle.Avro.Generic;

/// <summary>A value as text, for messages and debuggers: never an exception.</summary>
internal static class GenericText
{
    public static string Of(AvroValue value)
    {
        switch (value.Type)
        {
            case SchemaType.Int or SchemaType.Long:
                return LogicalText.OfNumber(value.Logical, value.Bits) ?? value.Bits.ToString(CultureInfo.InvariantCulture);
            case SchemaType.Enum: return value.AsString();
        }

        var bytes = new ByteBuffer(64);
        try
        {
            GenericWriter.Write(value.Schema, value, bytes);
            return AvroJson.ToText(value.Schema, bytes.Written, JsonForm.Readable);
        }
        catch (InvalidOperationException error)
        {
            return error.Message; // nested too deep, or too large
        }
    }
}
