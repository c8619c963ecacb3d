using System.Globalization;
using System.Text.Json.Nodes;
using Houle.Avro.Binary;
using Houle.Avro.Generic;
using Houle.Avro.Resolution;
using Houle.Avro.Schemas;
using Houle.Avro.Tests.Oracle;

namespace Houle.Avro.Tests.Vectors;

public class ConfluentVectorTests
{
    /// <summary>Bytes after the value are an error here, where Java leaves them unread.</summary>
    [Fact]
    public void Confluent_frames_are_read_or_refused_for_the_stated_reason()
    {
        List<JsonObject> lines = VectorFile.Lines("confluent_wire.jsonl");
        lines.Count.ShouldBe(48);
        foreach (JsonObject line in lines)
            Read(line).ShouldBe(line["expected"]!["kind"]?.GetValue<string>() ?? "value", line.Text("name"));
    }

    private static string Read(JsonObject line)
    {
        byte[] value = line.Hex("hex");
        if (!ConfluentFrame.TryReadSchemaId(value, out int id))
            return value.Length > 0 && value[0] != 0 ? "bad_magic" : "too_short";
        ((uint)id).ShouldBe(line["schema_id"]!.GetValue<uint>(), line.Text("name"));
        if (line["registry"]![id.ToString(CultureInfo.InvariantCulture)] is not { } known) return "unknown_schema";
        Schema writer = Schema.Parse(known.ToJsonString());
        Schema reader = line["reader"] is null ? writer : line.Schema("reader");
        ReadOnlySpan<byte> body = ConfluentFrame.Body(value);
        JsonNode? expected = line["expected"]!["value"];
        if (writer.Type == SchemaType.Bytes)
        {
            Convert.ToHexStringLower(ConfluentFrame.BareBytes(body)).ShouldBe(expected!.GetValue<string>());
            return line["expected"]!["kind"]?.GetValue<string>() ?? "value";
        }

        try
        {
            AvroValue read = (reader == writer ? new GenericReader(writer) : new GenericReader(writer, reader)).Read(body);
            NaiveAvro.Encode(reader, GenericJson.Of(read, reader)).ShouldBe(NaiveAvro.Encode(reader, expected), line.Text("name"));
            var again = new ByteBuffer();
            ConfluentFrame.WriteHeader(again, id);
            GenericWriter.Write(reader, read, again);
            if (reader == writer) again.Written.ToArray().ShouldBe(value, line.Text("name"));
            return "value";
        }
        catch (AvroException error)
        {
            return error.What.Contains("follow the end", StringComparison.Ordinal) ? "trailing_bytes" : "bad_body";
        }
        catch (SchemaMismatchException)
        {
            return "resolution";
        }
    }
}
