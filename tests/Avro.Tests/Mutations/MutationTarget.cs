using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Houle.Avro.Binary;
using Houle.Avro.Generic;
using Houle.Avro.Json;
using Houle.Avro.Resolution;
using Houle.Avro.Schemas;

namespace Houle.Avro.Mutations;

/// <summary>Reads damaged bytes.</summary>
/// <returns>Null, or what is wrong with the value that came out.</returns>
internal delegate string? ReadWay(byte[] bytes);

/// <summary>A valid vector, and all ways in that take its bytes.</summary>
/// <param name="Name">File and name of the vector.</param>
/// <param name="Bytes">Undamaged.</param>
/// <param name="WaysAgree">Whether all must take or refuse the same bytes.</param>
internal sealed record MutationTarget(string Name, byte[] Bytes, bool WaysAgree, (string Name, ReadWay Read)[] Ways)
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 10_000 };

    /// <summary>Every valid vector of ../shared/data/avro: values, their JSON, resolutions, schemas, and both framings.</summary>
    public static List<MutationTarget> Load(string folder)
    {
        var targets = new List<MutationTarget>();
        foreach (JsonObject line in Lines("binary.jsonl"))
        {
            Schema schema = Schema.Parse(line["schema"]!.ToJsonString());
            IEnumerable<string> forms = line["hex"]!.AsArray().Select(hex => hex!.GetValue<string>())
                .Concat((line["alt_hex"]?.AsArray() ?? []).Select(form => form!["hex"]!.GetValue<string>()));
            (string, ReadWay)[] ways = OfBody(schema);
            (string, ReadWay)[] json = [("JSON to binary", text => ReadJson(schema, text))];
            foreach (byte[] bytes in forms.Select(Convert.FromHexString))
            {
                targets.Add(new MutationTarget($"binary {line["name"]}", bytes, WaysAgree: true, ways));
                targets.Add(new MutationTarget($"JSON {line["name"]}", Encoding.UTF8.GetBytes(AvroJson.ToText(schema, bytes)), WaysAgree: true, json));
            }
        }

        foreach (JsonObject line in Lines("resolution.jsonl").Where(line => line["expected"]!["error"] is null && line["spec_expected"]?["error"] is null))
            if (OfResolution(line) is { } target) targets.Add(target);
        foreach (JsonObject line in Lines("valid_schemas.jsonl").Where(line => line["spec"]!.GetValue<string>() == "valid").Concat(Lines("canonical.jsonl")))
            targets.Add(OfSchema(line["name"]!.GetValue<string>(), line["schema_text"]!.GetValue<string>()));
        foreach (JsonObject line in Lines("single_object.jsonl").Where(IsGood)) targets.Add(OfSingleObject(line));
        foreach (JsonObject line in Lines("confluent_wire.jsonl").Where(IsGood)) targets.Add(OfConfluent(line));
        return targets;

        IEnumerable<JsonObject> Lines(string file) =>
            File.ReadLines(Path.Combine(folder, file)).Select(line => JsonNode.Parse(line, documentOptions: Deep)!.AsObject());
    }

    private static bool IsGood(JsonObject line) => line["expected"]!["error"] is null && line["kind"] is null && line["expected"]!["kind"] is null;

    /// <returns>Null for an exception that is none of this library's; empty for one that says where; else what it lacks.</returns>
    public static string? IsExpected(Exception error, int length) => error switch
    {
        AvroException at => at.Position < 0 || at.Position > length ? "the position lies outside" : at.Path.Length == 0 ? "no path" : "",
        SchemaException at => at.At.Line < 1 || at.At.Column < 1 ? "no position" : "",
        SchemaMismatchException at => at.Path.Length == 0 ? "no path" : "",
        UnknownSchema => "",
        _ => null,
    };

    private static (string, ReadWay)[] OfBody(Schema schema)
    {
        SchemaResolver same = SchemaResolver.Create(schema, schema);
        var reader = new GenericReader(schema);
        GenericRecord? into = null;
        return
        [
            ("walk", bytes =>
            {
                FaultFinder.Check(schema, bytes);
                return null;
            }),
            ("resolve to itself", bytes =>
            {
                same.Resolve(bytes, new ByteBuffer(64));
                return null;
            }),
            ("generic", bytes => Again(reader, bytes)),
            ("generic, used again", bytes =>
            {
                if (schema is not RecordSchema) reader.Read(bytes);
                else if (into is null) into = reader.Read(bytes).AsRecord();
                else reader.Read(bytes, into);
                return null;
            }),
            ("binary to JSON", bytes => JsonAgain(schema, bytes)),
            ("binary to readable JSON", bytes =>
            {
                AvroJson.Write(schema, bytes, new ByteBuffer(64), JsonForm.Readable);
                return null;
            }),
        ];
    }

    /// <summary>What was read is written as bytes that are read as the same.</summary>
    private static string? Again(GenericReader reader, byte[] bytes)
    {
        AvroValue value = reader.Read(bytes);
        var first = new ByteBuffer(64);
        GenericWriter.Write(reader.Schema, value, first);
        var second = new ByteBuffer(64);
        GenericWriter.Write(reader.Schema, reader.Read(first.Written), second);
        return first.Written.SequenceEqual(second.Written) ? null : "written and read again, it is another value";
    }

    private static string? JsonAgain(Schema schema, byte[] bytes)
    {
        var json = new ByteBuffer(64);
        AvroJson.Write(schema, bytes, json);
        return ReadJson(schema, json.Written.ToArray());
    }

    private static string? ReadJson(Schema schema, byte[] text)
    {
        var binary = new ByteBuffer(64);
        AvroJson.Read(schema, text, binary);
        FaultFinder.Check(schema, binary.Written);
        return null;
    }

    private static MutationTarget? OfResolution(JsonObject line)
    {
        Schema writer = Schema.Parse(line["writer"]!.ToJsonString()), reader;
        SchemaResolver resolver;
        try
        {
            reader = Schema.Parse(line["reader"]!.ToJsonString());
            resolver = SchemaResolver.Create(writer, reader);
        }
        catch (Exception error) when (error is SchemaException or SchemaMismatchException)
        {
            return null; // refused by the specification: ResolutionVectorTests
        }

        var generic = new GenericReader(writer, reader);
        return new MutationTarget(
            $"resolution {line["name"]}", Convert.FromHexString(line["hex"]!.GetValue<string>()), WaysAgree: true,
            [
                ("resolve", bytes =>
                {
                    var into = new ByteBuffer(64);
                    resolver.Resolve(bytes, into);
                    FaultFinder.Check(reader, into.Written);
                    return null;
                }),
                ("generic, resolving", bytes =>
                {
                    generic.Read(bytes);
                    return null;
                }),
            ]);
    }

    private static MutationTarget OfSchema(string name, string text) => new(
        $"schema {name}", Encoding.UTF8.GetBytes(text), WaysAgree: true,
        [
            ("schema text", bytes =>
            {
                Schema schema = Schema.Parse(Encoding.UTF8.GetString(bytes));
                Fingerprint.Of(schema);
                SchemaResolver.Create(schema, schema);
                Schema.Parse(CanonicalForm.Of(schema));
                return null;
            }),
        ]);

    private static MutationTarget OfSingleObject(JsonObject line)
    {
        Dictionary<ulong, GenericReader> known = line["known_schemas"]!.AsArray().Select(schema => Schema.Parse(schema!.ToJsonString()))
            .ToDictionary(Fingerprint.Of, schema => new GenericReader(schema));
        return new MutationTarget(
            $"single object {line["name"]}", Convert.FromHexString(line["hex"]!.GetValue<string>()), WaysAgree: true,
            [
                ("single object", bytes =>
                {
                    if (!SingleObject.TryReadFingerprint(bytes, out ulong fingerprint) || !known.TryGetValue(fingerprint, out GenericReader? reader)) throw new UnknownSchema();
                    reader.Read(SingleObject.Body(bytes));
                    return null;
                }),
            ]);
    }

    private static MutationTarget OfConfluent(JsonObject line)
    {
        Dictionary<string, GenericReader> known = line["registry"]!.AsObject()
            .ToDictionary(entry => entry.Key, entry => new GenericReader(Schema.Parse(entry.Value!.ToJsonString())), StringComparer.Ordinal);
        return new MutationTarget(
            $"Confluent frame {line["name"]}", Convert.FromHexString(line["hex"]!.GetValue<string>()), WaysAgree: true,
            [
                ("Confluent frame", bytes =>
                {
                    if (!ConfluentFrame.TryReadSchemaId(bytes, out int id) || !known.TryGetValue($"{id}", out GenericReader? reader)) throw new UnknownSchema();
                    if (reader.Schema.Type == SchemaType.Bytes) ConfluentFrame.BareBytes(ConfluentFrame.Body(bytes));
                    else reader.Read(ConfluentFrame.Body(bytes));
                    return null;
                }),
            ]);
    }

    /// <summary>The header was hit: not an error of the value.</summary>
    private sealed class UnknownSchema() : Exception("unknown schema");
}
