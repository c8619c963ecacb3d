using System.Globalization;
using Houle.Avro.Schemas.Json;

namespace Houle.Avro.Schemas;

/// <summary>Reads "logicalType": null unless it is known, stands on a fitting type and is valid.</summary>
internal static class LogicalTypeParser
{
    /// <summary>Digits that a given number of bytes always hold: floor(log10(2^(8 n - 1) - 1)), for n = 1 on.</summary>
    private const double DigitsPerBit = 0.30102999566398120;

    public static LogicalType? Read(JsonNode node, Schema schema)
    {
        if (node.Find("logicalType") is not { Kind: JsonKind.String } name) return null;
        int size = schema is FixedSchema { Size: int bytes } ? bytes : -1;
        return (name.Text, schema.Type) switch
        {
            ("decimal", SchemaType.Bytes or SchemaType.Fixed) => Decimal(node, size),
            ("big-decimal", SchemaType.Bytes) => new LogicalType(LogicalKind.BigDecimal),
            ("uuid", SchemaType.String) => new LogicalType(LogicalKind.Uuid),
            ("uuid", SchemaType.Fixed) when size == 16 => new LogicalType(LogicalKind.Uuid),
            ("date", SchemaType.Int) => new LogicalType(LogicalKind.Date),
            ("time-millis", SchemaType.Int) => new LogicalType(LogicalKind.TimeMillis),
            ("time-micros", SchemaType.Long) => new LogicalType(LogicalKind.TimeMicros),
            ("timestamp-millis", SchemaType.Long) => new LogicalType(LogicalKind.TimestampMillis),
            ("timestamp-micros", SchemaType.Long) => new LogicalType(LogicalKind.TimestampMicros),
            ("timestamp-nanos", SchemaType.Long) => new LogicalType(LogicalKind.TimestampNanos),
            ("local-timestamp-millis", SchemaType.Long) => new LogicalType(LogicalKind.LocalTimestampMillis),
            ("local-timestamp-micros", SchemaType.Long) => new LogicalType(LogicalKind.LocalTimestampMicros),
            ("local-timestamp-nanos", SchemaType.Long) => new LogicalType(LogicalKind.LocalTimestampNanos),
            ("duration", SchemaType.Fixed) when size == 12 => new LogicalType(LogicalKind.Duration),
            _ => null,
        };
    }

    private static LogicalType? Decimal(JsonNode node, int size)
    {
        if (!Whole(node.Find("precision"), out int precision) || precision < 1) return null;
        int scale = 0;
        if (node.Find("scale") is JsonNode given && !Whole(given, out scale)) return null;
        if (scale > precision) return null;
        bool fits = size < 0 || (size > 0 && precision <= (int)((8L * size - 1) * DigitsPerBit));
        return fits ? new LogicalType(LogicalKind.Decimal, precision, scale) : null;
    }

    private static bool Whole(JsonNode? node, out int value)
    {
        value = 0;
        return node is { Kind: JsonKind.Number }
            && int.TryParse(node.Text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
