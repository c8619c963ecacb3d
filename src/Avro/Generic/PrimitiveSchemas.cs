using Houle.Avro.Schemas;

namespace Houle.Avro.Generic;

/// <summary>What values made in code carry until they are put into a place that has a schema.</summary>
internal static class PrimitiveSchemas
{
    public static readonly PrimitiveSchema Null = new(SchemaType.Null);
    public static readonly PrimitiveSchema Boolean = new(SchemaType.Boolean);
    public static readonly PrimitiveSchema Int = new(SchemaType.Int);
    public static readonly PrimitiveSchema Long = new(SchemaType.Long);
    public static readonly PrimitiveSchema Float = new(SchemaType.Float);
    public static readonly PrimitiveSchema Double = new(SchemaType.Double);
    public static readonly PrimitiveSchema Bytes = new(SchemaType.Bytes);
    public static readonly PrimitiveSchema String = new(SchemaType.String);
}
