using System.Text.Json.Nodes;
using Houle.Avro.Binary;
using Houle.Avro.Resolution;
using Houle.Avro.Schemas;
using Houle.Avro.Tests.Oracle;

namespace Houle.Avro.Tests.Vectors;

public class ResolutionVectorTests
{
    /// <summary>Where Java departs from the specification and says what that asks for, the specification wins.</summary>
    [Fact]
    public void Resolution_gives_what_the_specification_asks_for()
    {
        List<JsonObject> lines = VectorFile.Lines("resolution.jsonl");
        lines.Count.ShouldBe(274);
        var wrong = new List<string>();
        foreach (JsonObject line in lines)
        {
            JsonNode expected = line["spec_expected"] ?? line["expected"]!;
            IEnumerable<string> forms = (line["alt_hex"]?.AsArray() ?? []).Select(other => other!["hex"]!.GetValue<string>());
            foreach (string hex in forms.Prepend(line.Text("hex")))
            {
                string? fault = Fault(line, Convert.FromHexString(hex), expected);
                if (fault is not null) wrong.Add($"{line.Text("name")}: {fault}");
            }
        }

        // Not covered by the specification: text that is not UTF-8 is refused, and an exact name goes before an alias.
        wrong.ShouldBe(
        [
            "bytes_to_string_invalid_utf8: byte 0, bytes: a text that is not UTF-8", "field_alias_both_written: read as {\"new\":\"2\"}",
        ]);
    }

    private static string? Fault(JsonObject line, byte[] bytes, JsonNode expected)
    {
        try
        {
            Schema reader = line.Schema("reader");
            var into = new ByteBuffer();
            SchemaResolver.Create(line.Schema("writer"), reader).Resolve(bytes, into);
            byte[] actual = NaiveAvro.Normalize(reader, into.Written.ToArray());
            if (expected["error"] is not null) return $"read as {NaiveAvro.Decode(reader, actual)?.ToJsonString()}";
            return actual.AsSpan().SequenceEqual(NaiveAvro.Encode(reader, expected["value"]))
                ? null : $"read as {NaiveAvro.Decode(reader, actual)?.ToJsonString()}, not {expected["value"]?.ToJsonString()}";
        }
        catch (Exception error) when (error is AvroException or SchemaMismatchException or SchemaException)
        {
            return expected["error"] is null ? error.Message : null;
        }
    }
}
