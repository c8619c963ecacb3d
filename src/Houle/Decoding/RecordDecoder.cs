using System.Text.Json;
using System.Text.Json.Nodes;
using Houle.Avro.Binary;
using Houle.Avro.Json;
using Houle.Avro.Registry;
using Houle.Avro.Resolution;
using Houle.Avro.Schemas;
using Houle.CommandLine;
using Houle.Events;
using Houle.Streams.Log;

namespace Houle.Decoding;

/// <summary>A record as it is shown: what it is, its key, and its value as JSON (null for a tombstone).</summary>
internal sealed record DecodedRecord(string Type, JsonNode? Key, JsonNode? Value)
{
    public string ToText(TopicPartition partition, long offset) =>
        $"{partition}@{offset}  {Key?.ToString() ?? "-"}  {Type}  {(Value is null ? "" : Json.Line(Value))}".TrimEnd();

    public JsonObject ToJson(TopicPartition partition, long offset, long timestampMs) => new()
    {
        ["topic"] = partition.Topic,
        ["partition"] = partition.Partition,
        ["offset"] = offset,
        ["appended_at_ms"] = timestampMs,
        ["key"] = Key,
        ["type"] = Type,
        ["value"] = Value,
    };
}

/// <summary>Turns records of any topic into JSON: by the fingerprint or the registry's id that they carry, else by a schema given.</summary>
/// <param name="given">For values that carry nothing, or an id that no registry is there for.</param>
/// <param name="registry">Where ids of Confluent's framing are looked up.</param>
internal sealed class RecordDecoder(Schema? given = null, SchemaRegistryClient? registry = null)
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = Json.DepthMax };

    /// <summary>Never fails: what cannot be decoded is shown as bytes, with the reason as its type.</summary>
    public DecodedRecord Decode(RecordView record)
    {
        JsonNode? key = record.HasKey ? AvroJson.ReadableBytes(record.Key) : null;
        if (record.IsTombstone) return new DecodedRecord("tombstone", key, null);
        (Schema? schema, int headerBytes, string why) = Find(record.Value);
        if (schema is null) return new DecodedRecord(why, key, AvroJson.ReadableBytes(record.Value));
        string name = schema is NamedSchema named ? named.Name : schema.BranchName;
        try
        {
            string json = AvroJson.ToText(schema, record.Value[headerBytes..], JsonForm.Readable);
            return new DecodedRecord(name, key, JsonNode.Parse(json, documentOptions: Deep));
        }
        catch (AvroException e)
        {
            return new DecodedRecord($"malformed {name}: {e.Message}", key, AvroJson.ReadableBytes(record.Value));
        }
    }

    /// <summary>The value's schema and where its body starts; without a schema, why there is none.</summary>
    private (Schema? Schema, int HeaderBytes, string Why) Find(ReadOnlySpan<byte> value)
    {
        if (SingleObject.TryReadFingerprint(value, out ulong fingerprint))
        {
            if (PublishedSchemas.Store.TryFind(fingerprint, out KnownSchema? known)) return (known.Writer, SingleObject.HeaderBytes, "");
            if (given is not null && Fingerprint.Of(given) == fingerprint) return (given, SingleObject.HeaderBytes, "");
            return (null, 0, $"unknown schema {fingerprint:x16}");
        }

        if (ConfluentFrame.TryReadSchemaId(value, out int id) && (registry is not null || given is not null))
            return registry is null ? (given, IsBare(value) ? 0 : ConfluentFrame.HeaderBytes, "") : Registered(id);
        return (given, 0, "not Avro");
    }

    /// <summary>A value without header may start with a zero byte too: then it is of the schema, and what follows five bytes is not.</summary>
    private bool IsBare(ReadOnlySpan<byte> value) => Fits(value) && !Fits(ConfluentFrame.Body(value));

    private bool Fits(ReadOnlySpan<byte> body)
    {
        try
        {
            FaultFinder.Check(given!, body);
            return true;
        }
        catch (AvroException)
        {
            return false;
        }
    }

    private (Schema? Schema, int HeaderBytes, string Why) Registered(int id)
    {
        try
        {
            return (registry!.GetAsync(id).AsTask().GetAwaiter().GetResult().Schema, ConfluentFrame.HeaderBytes, "");
        }
        catch (RegistryException e)
        {
            return (null, 0, $"unknown schema id {id}: {e.Message}");
        }
    }
}
