using System.Text.Json.Nodes;
using Houle.Avro.Binary;
using Houle.Avro.Resolution;
using Houle.Avro.Schemas;
using Houle.Avro.Tests.Oracle;

namespace Houle.Avro.Tests.Vectors;

public class SingleObjectVectorTests
{
    /// <summary>Bytes after the value are an error here, where Java leaves them unread.</summary>
    [Fact]
    public void Single_objects_of_Java_are_read_or_refused_for_the_same_reason()
    {
        List<JsonObject> lines = VectorFile.Lines("single_object.jsonl");
        lines.Count.ShouldBe(45);
        foreach (JsonObject line in lines)
        {
            JsonNode? kind = line["kind"] ?? line["expected"]!["kind"];
            Read(line).ShouldBe(kind?.GetValue<string>() ?? "value", line.Text("name"));
        }
    }

    private static string Read(JsonObject line)
    {
        byte[] value = line.Hex("hex");
        if (value.Length < SingleObject.HeaderBytes) return "too_short";
        if (!SingleObject.TryReadFingerprint(value, out ulong fingerprint)) return "bad_marker";
        Schema? writer = line["known_schemas"]!.AsArray().Select(schema => Schema.Parse(schema!.ToJsonString()))
            .FirstOrDefault(schema => Fingerprint.Of(schema) == fingerprint);
        if (writer is null) return "unknown_schema";
        Schema reader = line["reader"] is null ? writer : line.Schema("reader");
        var into = new ByteBuffer();
        try
        {
            SchemaResolver.Create(writer, reader).Resolve(SingleObject.Body(value), into);
        }
        catch (AvroException error)
        {
            return error.What.Contains("follow the end", StringComparison.Ordinal) ? "trailing_bytes" : "bad_body";
        }
        catch (SchemaMismatchException)
        {
            return "resolution";
        }

        NaiveAvro.Normalize(reader, into.Written.ToArray()).ShouldBe(NaiveAvro.Encode(reader, line["expected"]!["value"]), line.Text("name"));
        return "value";
    }
}
