using System.Text.Json.Nodes;
using Houle.Avro.Schemas;

namespace Houle.Avro.Tests.Vectors;

public class SchemaVectorTests
{
    [Fact]
    public void Canonical_form_and_its_three_fingerprints_are_those_of_Java()
    {
        List<JsonObject> lines = VectorFile.Lines("canonical.jsonl");
        lines.Count.ShouldBe(58);
        foreach (JsonObject line in lines)
        {
            if (line.Text("name") == "non_ascii_names") continue; // against the specification: refused, see valid_schemas.jsonl
            Schema schema = Schema.Parse(line.Text("schema_text"));
            CanonicalForm.Of(schema).ShouldBe(line.Text("canonical"), line.Text("name"));
            $"0x{Fingerprint.Of(schema):x16}".ShouldBe(line.Text("crc64_uint"), line.Text("name"));
            Convert.ToHexStringLower(BitConverter.GetBytes(Fingerprint.Of(schema))).ShouldBe(line.Text("crc64_le"), line.Text("name"));
            Convert.ToHexStringLower(Fingerprint.Md5(schema)).ShouldBe(line.Text("md5"), line.Text("name"));
            Convert.ToHexStringLower(Fingerprint.Sha256(schema)).ShouldBe(line.Text("sha256"), line.Text("name"));
        }
    }

    /// <summary>What the specification leaves open is refused here as Java refuses it, but for a byte order mark.</summary>
    [Fact]
    public void Invalid_schema_is_refused_with_its_position()
    {
        List<JsonObject> lines = VectorFile.Lines("invalid_schemas.jsonl");
        lines.Count.ShouldBe(133);
        var accepted = new List<string>();
        foreach (JsonObject line in lines)
        {
            try
            {
                Schema.Parse(line.Text("schema_text"));
                accepted.Add(line.Text("name"));
            }
            catch (SchemaException error)
            {
                error.At.Line.ShouldBeGreaterThan(0);
                error.At.Column.ShouldBeGreaterThan(0);
            }
        }

        accepted.ShouldBe(["byte_order_mark", "fixed_size_max_int"]);
    }

    [Fact]
    public void Valid_schema_is_accepted_and_one_against_the_specification_is_not()
    {
        List<JsonObject> lines = VectorFile.Lines("valid_schemas.jsonl");
        lines.Count.ShouldBe(60);
        foreach (JsonObject line in lines)
        {
            string name = line.Text("name");
            string spec = line.Text("spec");
            try
            {
                Schema schema = Schema.Parse(line.Text("schema_text"));
                spec.ShouldNotBe("invalid", name);
                CanonicalForm.Of(schema).ShouldBe(line.Text("canonical"), name);
                LogicalOf(schema).ShouldBe(line["java_logical_type"]?.GetValue<string>() ?? "none", name);
            }
            catch (SchemaException error)
            {
                spec.ShouldNotBe("valid", $"{name}: {error.Message}");
            }
        }
    }

    private static string LogicalOf(Schema schema)
    {
        LogicalType? logical = (schema is RecordSchema { Fields.Count: > 0 } record ? record.Fields[0].Schema : schema).Logical;
        if (logical is null) return "none";
        string name = string.Concat(logical.Kind.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? "-" + c : c.ToString()));
        return name.ToLowerInvariant();
    }
}
