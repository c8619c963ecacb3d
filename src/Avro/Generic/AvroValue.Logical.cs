using System.Globalization;
using System.Text;
using Houle.Avro.Binary;
using Houle.Avro.Logical;
using Houle.Avro.Schemas;

namespace Houle.Avro.Generic;

/// <summary>Logical types as values of .NET, both ways.</summary>
public readonly partial struct AvroValue
{
    /// <summary>The logical type of <see cref="Schema"/>, or null.</summary>
    public LogicalType? Logical => Schema.Logical;

    /// <summary>A "date".</summary>
    /// <exception cref="OverflowException">The year is not 1 to 9999.</exception>
    public DateOnly AsDate() => Logical?.Kind == LogicalKind.Date ? AvroTime.ToDate((int)_bits) : throw Not("a date");

    /// <summary>A "time-millis" or "time-micros".</summary>
    /// <exception cref="OverflowException">Not within a day.</exception>
    public TimeOnly AsTime() => Logical?.Kind is LogicalKind.TimeMillis or LogicalKind.TimeMicros
        ? AvroTime.ToTime(_bits, AvroTime.UnitsPerSecond(Logical.Kind)) : throw Not("a time of day");

    /// <summary>A "timestamp-millis", "-micros" or "-nanos" (cut to 100 ns).</summary>
    /// <exception cref="OverflowException">The year is not 1 to 9999.</exception>
    public DateTimeOffset AsTimestamp() =>
        Logical?.Kind is LogicalKind.TimestampMillis or LogicalKind.TimestampMicros or LogicalKind.TimestampNanos
            ? new(AvroTime.ToDateTime(_bits, AvroTime.UnitsPerSecond(Logical.Kind)), TimeSpan.Zero) : throw Not("a timestamp");

    /// <summary>A "local-timestamp-millis", "-micros" or "-nanos" (cut to 100 ns), of no zone.</summary>
    /// <exception cref="OverflowException">The year is not 1 to 9999.</exception>
    public DateTime AsLocalTimestamp() =>
        Logical?.Kind is LogicalKind.LocalTimestampMillis or LogicalKind.LocalTimestampMicros or LogicalKind.LocalTimestampNanos
            ? AvroTime.ToDateTime(_bits, AvroTime.UnitsPerSecond(Logical.Kind)) : throw Not("a local timestamp");

    /// <summary>A "decimal" or "big-decimal". Like Java, digits beyond the schema's precision are read.</summary>
    /// <exception cref="FormatException">The bytes are no number.</exception>
    public AvroBigDecimal AsDecimal() => Logical?.Kind switch
    {
        LogicalKind.Decimal => AvroBigDecimal.FromBytes(Slice(), Logical.Scale),
        LogicalKind.BigDecimal => LogicalText.TryReadBigDecimal(Slice(), out AvroBigDecimal number)
            ? number : throw new FormatException("the bytes are no big-decimal"),
        _ => throw Not("a decimal"),
    };

    /// <summary>A "uuid", on a string or a fixed of 16.</summary>
    /// <exception cref="FormatException">The text is no UUID.</exception>
    public Guid AsGuid() => Logical?.Kind == LogicalKind.Uuid
        ? LogicalText.Uuid(Slice()) ?? throw new FormatException("the text is no UUID") : throw Not("a uuid");

    /// <summary>A "duration".</summary>
    public AvroDuration AsDuration() => Logical?.Kind == LogicalKind.Duration ? AvroDuration.FromBytes(Slice()) : throw Not("a duration");

    /// <param name="schema">A "date", or a union with one; as all schemas given to <c>Of</c>.</param>
    /// <exception cref="ArgumentException">The schema has no such logical type.</exception>
    public static AvroValue Of(Schema schema, DateOnly value) =>
        new(Find(schema, "a date", LogicalKind.Date), null, AvroTime.FromDate(value));

    /// <summary>A "time-millis" or "time-micros"; finer digits are cut.</summary>
    public static AvroValue Of(Schema schema, TimeOnly value)
    {
        Schema time = Find(schema, "a time of day", LogicalKind.TimeMillis, LogicalKind.TimeMicros);
        return new AvroValue(time, null, AvroTime.FromTime(value, AvroTime.UnitsPerSecond(time.Logical!.Kind)));
    }

    /// <summary>A timestamp of any unit; finer digits are cut.</summary>
    /// <exception cref="OverflowException">Nanoseconds reach the years 1677 to 2262 only.</exception>
    public static AvroValue Of(Schema schema, DateTimeOffset value)
    {
        Schema time = Find(schema, "a timestamp", LogicalKind.TimestampMillis, LogicalKind.TimestampMicros, LogicalKind.TimestampNanos);
        return new AvroValue(time, null, AvroTime.FromDateTime(value.UtcDateTime, AvroTime.UnitsPerSecond(time.Logical!.Kind)));
    }

    /// <summary>A local timestamp of any unit, by the digits of <paramref name="value"/> whatever its kind; finer ones are cut.</summary>
    /// <exception cref="OverflowException">Nanoseconds reach the years 1677 to 2262 only.</exception>
    public static AvroValue OfLocal(Schema schema, DateTime value)
    {
        Schema time = Find(
            schema, "a local timestamp", LogicalKind.LocalTimestampMillis, LogicalKind.LocalTimestampMicros, LogicalKind.LocalTimestampNanos);
        return new AvroValue(time, null, AvroTime.FromDateTime(value, AvroTime.UnitsPerSecond(time.Logical!.Kind)));
    }

    /// <summary>A "decimal" of the schema's scale, or a "big-decimal".</summary>
    /// <exception cref="OverflowException">It has more digits than the schema, or digits would be lost.</exception>
    public static AvroValue Of(Schema schema, AvroBigDecimal value)
    {
        Schema number = Find(schema, "a decimal", LogicalKind.Decimal, LogicalKind.BigDecimal);
        if (number.Logical!.Kind == LogicalKind.BigDecimal)
        {
            var to = new ByteBuffer(32);
            var writer = new AvroWriter(to);
            writer.WriteBytes(value.ToBytes());
            writer.WriteInt(value.Scale);
            return Of(number, to.Written.ToArray());
        }

        AvroBigDecimal scaled = value.At(number.Logical.Scale);
        if (scaled.Precision > number.Logical.Precision)
            throw new OverflowException($"{value} has more than {number.Logical.Precision} digits at scale {number.Logical.Scale}");
        byte[] bytes = scaled.ToBytes();
        return Of(number, number is FixedSchema size ? Widened(bytes, size.Size) : bytes);
    }

    public static AvroValue Of(Schema schema, Guid value)
    {
        Schema uuid = Find(schema, "a uuid", LogicalKind.Uuid);
        return Of(uuid, uuid.Type == SchemaType.Fixed
            ? value.ToByteArray(bigEndian: true) : Encoding.ASCII.GetBytes(value.ToString("D", CultureInfo.InvariantCulture)));
    }

    public static AvroValue Of(Schema schema, AvroDuration value) => Of(Find(schema, "a duration", LogicalKind.Duration), value.ToBytes());

    private static byte[] Widened(byte[] bytes, int size)
    {
        var wide = new byte[size];
        if ((bytes[0] & 0x80) != 0) Array.Fill(wide, (byte)0xFF);
        bytes.CopyTo(wide, size - bytes.Length);
        return wide;
    }

    private static Schema Find(Schema schema, string what, params ReadOnlySpan<LogicalKind> kinds)
    {
        if (schema.Logical is { } logical && kinds.Contains(logical.Kind)) return schema;
        if (schema is UnionSchema union)
        {
            foreach (Schema branch in union.BranchArray)
            {
                if (branch.Logical is { } inner && kinds.Contains(inner.Kind)) return branch;
            }
        }

        throw new ArgumentException($"{schema.BranchName} is not {what}", nameof(schema));
    }
}
