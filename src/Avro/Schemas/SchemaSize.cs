using System.Runtime.CompilerServices;

namespace Houle.Avro.Schemas;

/// <summary>The fewest bytes a value of a schema can take: what bounds the count of an array's block.</summary>
internal static class SchemaSize
{
    public static int BytesMin(Schema schema) => BytesMinOf(schema, []);

    /// <param name="known">Records that were walked already, for a schema with many arrays.</param>
    public static int BytesMinOf(Schema schema, Dictionary<RecordSchema, long> known) =>
        (int)Math.Min(BytesMin(schema, known), int.MaxValue - 1);

    /// <remarks>A record inside itself counts 0: an endless one has no finite value, any other passes through a union or array,
    /// which count for at least 1 themselves. Known records are not walked again: a small schema may nest 2^n of them.</remarks>
    private static long BytesMin(Schema schema, Dictionary<RecordSchema, long> known)
    {
        switch (schema)
        {
            case RecordSchema record:
                if (known.TryGetValue(record, out long sum)) return sum;
                known.Add(record, 0);
                RuntimeHelpers.EnsureSufficientExecutionStack(); // a schema may nest records by name as deep as it is long
                foreach (RecordField field in record.Fields) sum += BytesMin(field.Schema, known);
                return known[record] = Math.Min(sum, int.MaxValue);
            case UnionSchema union:
                long least = union.Branches.Count == 0 ? 0 : int.MaxValue - 1;
                foreach (Schema branch in union.Branches) least = Math.Min(least, BytesMin(branch, known));
                return 1 + least;
            case FixedSchema bytes: return bytes.Size;
            default:
                return schema.Type switch
                {
                    SchemaType.Null => 0,
                    SchemaType.Float => sizeof(float),
                    SchemaType.Double => sizeof(double),
                    _ => 1,
                };
        }
    }
}
