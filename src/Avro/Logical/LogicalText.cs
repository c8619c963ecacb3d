using System.Text;
using Houle.Avro.Binary;
using Houle.Avro.Schemas;

namespace Houle.Avro.Logical;

/// <summary>Values of logical types as text that people read.</summary>
public static class LogicalText
{
    /// <summary>Longest decimal that is turned into digits: that takes longer than in proportion to the bytes.</summary>
    public const int DecimalBytesMax = 1_024;

    /// <returns>ISO 8601 for a date or time; null where there is no logical type, or the number lies outside it.</returns>
    public static string? OfNumber(LogicalType? logical, long value)
    {
        if (logical is null) return null;
        int unit = AvroTime.UnitsPerSecond(logical.Kind);
        return logical.Kind switch
        {
            LogicalKind.Date => AvroTime.DateText(value),
            LogicalKind.TimeMillis or LogicalKind.TimeMicros => AvroTime.TimeText(value, unit),
            LogicalKind.TimestampMillis or LogicalKind.TimestampMicros or LogicalKind.TimestampNanos =>
                AvroTime.TimestampText(value, unit) + "Z",
            _ when unit > 0 => AvroTime.TimestampText(value, unit),
            _ => null,
        };
    }

    /// <summary>A decimal's digits, a UUID's groups, a duration in ISO 8601; of bytes, a fixed or a string.</summary>
    /// <returns>Null where there is no logical type, or the bytes are none of it.</returns>
    public static string? OfBytes(LogicalType? logical, ReadOnlySpan<byte> bytes) => logical?.Kind switch
    {
        LogicalKind.Decimal when bytes.Length is > 0 and <= DecimalBytesMax => AvroBigDecimal.FromBytes(bytes, logical.Scale).ToString(),
        LogicalKind.BigDecimal when TryReadBigDecimal(bytes, out AvroBigDecimal number) => number.ToString(),
        LogicalKind.Uuid => Uuid(bytes) is { } uuid ? uuid.ToString() : null,
        LogicalKind.Duration => AvroDuration.FromBytes(bytes).ToString(),
        _ => null,
    };

    /// <summary>Of 16 bytes, or of text in the form of RFC 9562; null for anything else.</summary>
    internal static Guid? Uuid(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 16) return new Guid(bytes, bigEndian: true);
        return bytes.Length == 36 && Guid.TryParseExact(Encoding.ASCII.GetString(bytes), "D", out Guid uuid) ? uuid : null;
    }

    /// <summary>"big-decimal": Avro bytes of the digits, then the scale as an Avro int.</summary>
    internal static bool TryReadBigDecimal(ReadOnlySpan<byte> bytes, out AvroBigDecimal number)
    {
        number = default;
        try
        {
            var reader = new AvroReader(bytes);
            ReadOnlySpan<byte> digits = reader.ReadBytes();
            int scale = reader.ReadInt();
            reader.EnsureEnd();
            if (digits.Length is 0 or > DecimalBytesMax) return false;
            number = AvroBigDecimal.FromBytes(digits, scale);
            return true;
        }
        catch (AvroException)
        {
            return false; // the caller shows the bytes instead
        }
    }
}
