using System.Text.Json.Nodes;
using Houle.Avro.Compatibility;
using Houle.Avro.Resolution;
using Houle.Avro.Schemas;
using Houle.Avro.Tests.Vectors;

namespace Houle.Avro.Tests.Compatibility;

/// <summary>Beside Java's SchemaCompatibility on 274 pairs of schemas; each difference has its reason in docs/decisions/own-avro-codec.md.</summary>
public class JavaVerdictTests
{
    [Fact]
    public void Verdict_is_that_of_Java_but_for_these()
    {
        var differences = new SortedDictionary<string, string>(StringComparer.Ordinal);
        int same = 0;
        foreach (JsonObject line in VectorFile.Lines("resolution.jsonl"))
        {
            string java = line.Text("java_schema_compatibility");
            string ours;
            try
            {
                IReadOnlyList<SchemaConflict> conflicts = SchemaCompatibility.Conflicts(line.Schema("writer"), line.Schema("reader"));
                ours = conflicts.Count == 0 ? "COMPATIBLE" : conflicts[0].ToString();
            }
            catch (SchemaException e)
            {
                ours = $"not a schema, {e.What}";
            }

            bool isSame = (java == "COMPATIBLE") == (ours == "COMPATIBLE");
            if (isSame) same++;
            else differences.Add(line.Text("name"), $"{java}; {ours}");
        }

        foreach ((string name, string verdicts) in differences) TestContext.Current.TestOutputHelper!.WriteLine($"{name}: {verdicts}");
        differences.Keys.ShouldBe(
        [
            // Defaults that are none: Java looks at them only when it needs them.
            "add_default_bytes_beyond_255", "add_default_enum_unknown_symbol", "add_default_fixed_long", "add_default_fixed_short",
            "add_default_float_text",
            // An alias beside the name it stands for: Java throws; the name goes first.
            "field_alias_both_written", "field_alias_swap",
            // Java reads decimals of another scale without a word, and the amount is another.
            "logical_decimal_precision_differs", "logical_decimal_scale_differs",
        ]);
        same.ShouldBe(265);
    }

    /// <summary>What is compatible can be resolved without an error, and what cannot be resolved is not compatible.</summary>
    [Fact]
    public void Compatible_schemas_resolve()
    {
        foreach (JsonObject line in VectorFile.Lines("resolution.jsonl"))
        {
            try
            {
                Schema writer = line.Schema("writer"), reader = line.Schema("reader");
                bool isCompatible = SchemaCompatibility.Conflicts(writer, reader).Count == 0;
                SchemaMismatchException? mismatch = null;
                try
                {
                    SchemaResolver.Create(writer, reader);
                }
                catch (SchemaMismatchException e)
                {
                    mismatch = e;
                }

                if (isCompatible) mismatch.ShouldBeNull(line.Text("name"));
            }
            catch (SchemaException)
            {
                // Not schemas by the specification; JavaVerdictTests says which.
            }
        }
    }
}
