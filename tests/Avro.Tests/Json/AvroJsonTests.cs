using System.Text;
using System.Text.Json.Nodes;
using Houle.Avro.Binary;
using Houle.Avro.Json;
using Houle.Avro.Schemas;
using Houle.Avro.Tests.Oracle;
using Houle.Avro.Tests.Vectors;

namespace Houle.Avro.Tests.Json;

public class AvroJsonTests
{
    private const string Visit =
        """
        {"type": "record", "name": "Visit", "namespace": "shop", "fields": [
          {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
          {"name": "city", "type": ["null", "string"]},
          {"name": "raw", "type": "bytes"},
          {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["walk", "ride"]}},
          {"name": "tags", "type": {"type": "array", "items": ["null", "Kind", {"type": "fixed", "name": "F", "size": 2}]}},
          {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}}]}
        """;

    private static readonly Schema VisitSchema = Schema.Parse(Visit);

    [Fact]
    public void Vectors_become_the_JSON_of_the_specification_and_the_same_bytes_again()
    {
        int values = 0;
        foreach (JsonObject line in VectorFile.Lines("binary.jsonl"))
        {
            Schema schema = line.Schema("schema");
            JsonArray all = line["values"]!.AsArray();
            for (int i = 0; i < all.Count; i++, values++)
                CheckBothWays(schema, all[i], Convert.FromHexString(line["hex"]![i]!.GetValue<string>()), line.Text("name"));
        }

        values.ShouldBe(413);
    }

    [Fact]
    public void Random_values_go_through_JSON_with_their_fields_in_any_order()
    {
        for (int seed = 0; seed < 2_000; seed++)
        {
            var random = new RandomAvro(seed);
            Schema schema = Schema.Parse(random.Schema().ToJsonString());
            JsonNode? value = random.Value(schema);
            byte[] bytes = NaiveAvro.Encode(schema, value);
            CheckBothWays(schema, value, bytes, $"seed {seed}");
            JsonNode? shuffled = Shuffled(schema, NaiveJson.Of(schema, value), random.Random);
            NaiveAvro.Normalize(schema, Read(schema, shuffled?.ToJsonString() ?? "null")).ShouldBe(WithPlainNaN(schema, value), $"seed {seed}");
        }
    }

    [Fact]
    public void Text_is_as_the_specification_has_it_and_readable_on_request()
    {
        byte[] body = Read(VisitSchema,
            """{"price": "\u0004\u00d2", "at": 1735689600123, "city": {"string": "Li\u00e8ge"}, "kind": "ride", "tags": [{"shop.Kind": "walk"}, null, {"shop.F": "\u0000\u00ff"}], "raw": "\u0000é"}""");

        AvroJson.ToText(VisitSchema, body).ShouldBe(
            "{\"at\":1735689600123,\"city\":{\"string\":\"Liège\"},\"raw\":\"\\u0000é\",\"kind\":\"ride\",\"tags\":[{\"shop.Kind\":\"walk\"},null,{\"shop.F\":\"\\u0000ÿ\"}],\"price\":\"\\u0004Ò\"}");
        AvroJson.ToText(VisitSchema, body, JsonForm.Readable).ShouldBe(
            """{"at":"2025-01-01T00:00:00.123Z","city":"Liège","raw":"base64:AOk=","kind":"ride","tags":["walk",null,"base64:AP8="],"price":12.34}""");
    }

    [Theory]
    [InlineData("""{"at": 1, "city": null, "raw": "", "kind": "ride", "tags": [], "price": ""} x""", 76, "Visit", "this is not JSON")]
    [InlineData("""{"at": 1.5, "city": null}""", 7, "Visit.at", "the number is not a whole one of 64 bits")]
    [InlineData("""{"at": 1, "city": "Lyon"}""", 18, "Visit.city", "a text does not fit union")]
    [InlineData("""{"at": 1, "city": {"text": "Lyon"}}""", 19, "Visit.city", "one of \"null\", \"string\" must stand here")]
    [InlineData("""{"at": 1, "city": null, "raw": "€", "kind": "ride", "tags": [], "price": ""}""", 31, "Visit.raw", "characters beyond U+00FF are no bytes")]
    [InlineData("""{"kind": "swim", "at": 1, "city": null, "raw": "", "tags": [], "price": ""}""", 9, "Visit.kind", "\"swim\" is not one of shop.Kind")]
    [InlineData("""{"at": 1, "city": null, "raw": "", "kind": "ride", "tags": [null, {"shop.F": "abc"}], "price": ""}""", 77, "Visit.tags[1]", "3 bytes for a fixed of 2")]
    [InlineData("""{"at": 1, "city": null, "kind": "ride", "tags": [], "price": ""}""", 0, "Visit.raw", "\"raw\" is missing")]
    [InlineData("""{"at": 1, "at": 1, "city": null}""", 10, "Visit", "\"at\" is given twice")]
    [InlineData("""{"at": 1, "city": null, "raw": "", "kind": "ride", "tags": [], "price": "", "more": 1}""", 76, "Visit", "shop.Visit has no field \"more\", or it is given twice")]
    [InlineData("""{"at": 1, "city": {"string": "\ud800"}}""", 29, "Visit.city", "half a surrogate pair, which UTF-8 cannot hold")]
    [InlineData("""{"at": 1, "city": """, 18, "Visit.city", "this is not JSON")]
    public void Wrong_JSON_is_refused_with_its_byte_and_its_field(string json, int position, string path, string what)
    {
        var into = new ByteBuffer();
        into.Append("kept"u8);

        AvroException error = Should.Throw<AvroException>(() => AvroJson.Read(VisitSchema, json, into));

        error.What.ShouldStartWith(what);
        (error.Position, error.Path).ShouldBe((position, path));
        into.Written.ToArray().ShouldBe("kept"u8.ToArray());
    }

    [Fact]
    public void Text_that_is_not_UTF8_is_refused_at_its_byte()
    {
        AvroException error = Should.Throw<AvroException>(() => AvroJson.Read(Schema.Parse("\"string\""), [(byte)'"', (byte)'a', 0xFF, (byte)'"'], new ByteBuffer()));
        (error.Position, error.What).ShouldBe((2, "a text that is not UTF-8"));
    }

    [Fact]
    public void Names_that_make_the_text_too_long_are_bounded()
    {
        Schema schema = Schema.Parse($$$"""{"type": "array", "items": {"type": "record", "name": "R", "fields": [{"name": "{{{new string('n', 2_000)}}}", "type": "boolean"}]}}""");
        var body = new ByteBuffer();
        var writer = new AvroWriter(body);
        writer.WriteLong(40_000);
        for (int i = 0; i < 40_000; i++) writer.WriteBool(true);
        writer.WriteLong(0);
        AvroException error = Should.Throw<AvroException>(() => AvroJson.ToText(schema, body.Written));
        error.What.ShouldBe("the value passes 67108864 bytes of JSON");
        error.Path.ShouldStartWith("array[33");
    }

    private static void CheckBothWays(Schema schema, JsonNode? value, byte[] bytes, string name)
    {
        string text = AvroJson.ToText(schema, bytes);
        JsonNode? expected = NaiveJson.Of(schema, value);
        JsonNode.DeepEquals(JsonNode.Parse(text, documentOptions: new() { MaxDepth = 2_000 }), expected)
            .ShouldBeTrue($"{name}: {text} is not {expected?.ToJsonString()}");
        NaiveAvro.Normalize(schema, Read(schema, text)).ShouldBe(WithPlainNaN(schema, value), name);
    }

    /// <summary>JSON does not keep which NaN it was.</summary>
    private static byte[] WithPlainNaN(Schema schema, JsonNode? value)
    {
        string text = NaiveAvro.Decode(schema, NaiveAvro.Encode(schema, value))?.ToJsonString() ?? "null";
        text = System.Text.RegularExpressions.Regex.Replace(text, "\"0x([0-9a-f]{8}|[0-9a-f]{16})\"", match =>
        {
            string bits = match.Groups[1].Value;
            bool isNaN = bits.Length == 8
                ? float.IsNaN(BitConverter.UInt32BitsToSingle(Convert.ToUInt32(bits, 16))) : double.IsNaN(BitConverter.UInt64BitsToDouble(Convert.ToUInt64(bits, 16)));
            return !isNaN ? match.Value : bits.Length == 8
                ? $"\"0x{BitConverter.SingleToUInt32Bits((float)double.NaN):x8}\"" : $"\"0x{BitConverter.DoubleToUInt64Bits(double.NaN):x16}\"";
        });
        return NaiveAvro.Encode(schema, JsonNode.Parse(text, documentOptions: new() { MaxDepth = 2_000 }));
    }

    private static JsonNode? Shuffled(Schema schema, JsonNode? json, Random random)
    {
        switch (schema)
        {
            case RecordSchema record:
                RecordField[] fields = [.. record.Fields];
                random.Shuffle(fields);
                return new JsonObject(fields.Select(field => KeyValuePair.Create(field.Name, Shuffled(field.Schema, json![field.Name], random))));
            case ArraySchema array: return new JsonArray([.. json!.AsArray().Select(item => Shuffled(array.Items, item, random))]);
            case MapSchema map: return new JsonObject(json!.AsObject().Select(entry => KeyValuePair.Create(entry.Key, Shuffled(map.Values, entry.Value, random))));
            case UnionSchema union when json is not null:
                (string branch, JsonNode? inner) = json.AsObject().Single();
                return new JsonObject { [branch] = Shuffled(union.Branches[union.IndexOf(branch)], inner, random) };
            default: return json?.DeepClone();
        }
    }

    private static byte[] Read(Schema schema, string json)
    {
        var into = new ByteBuffer();
        AvroJson.Read(schema, json, into);
        return into.Written.ToArray();
    }
}
