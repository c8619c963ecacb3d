namespace Houle.Avro.Schemas;

public enum LogicalKind
{
    Decimal,
    BigDecimal,
    Uuid,
    Date,
    TimeMillis,
    TimeMicros,
    TimestampMillis,
    TimestampMicros,
    TimestampNanos,
    LocalTimestampMillis,
    LocalTimestampMicros,
    LocalTimestampNanos,
    Duration,
}

/// <summary>What a number or bytes mean. An invalid one is ignored, as the specification asks.</summary>
/// <remarks>Precision (digits, at least 1) and scale (0 to precision) are those of a decimal, else 0.</remarks>
public sealed class LogicalType(LogicalKind kind, int precision = 0, int scale = 0)
{
    public LogicalKind Kind { get; } = kind;

    public int Precision { get; } = precision;

    public int Scale { get; } = scale;
}
