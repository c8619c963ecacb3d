namespace Houle.Avro.Schemas;

/// <summary>The names of logical types as schemas have them.</summary>
internal static class LogicalNames
{
    private static readonly string[] Names =
    [
        "decimal", "big-decimal", "uuid", "date", "time-millis", "time-micros", "timestamp-millis", "timestamp-micros", "timestamp-nanos",
        "local-timestamp-millis", "local-timestamp-micros", "local-timestamp-nanos", "duration",
    ];

    public static string Of(LogicalKind kind) => Names[(int)kind];
}
