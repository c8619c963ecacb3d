using System.Text.Json.Nodes;
using Houle.Avro.Binary;
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

/// <summary>Turns records of any topic into JSON, by the schema that their fingerprint names.</summary>
internal sealed class RecordDecoder
{
    /// <summary>Never fails: what cannot be decoded is shown as bytes, with the reason as its type.</summary>
    public DecodedRecord Decode(RecordView record)
    {
        JsonNode? key = record.HasKey ? AvroJson.Bytes(record.Key) : null;
        if (record.IsTombstone) return new DecodedRecord("tombstone", key, null);
        if (!SingleObject.TryReadFingerprint(record.Value, out ulong fingerprint))
            return new DecodedRecord("not Avro", key, AvroJson.Bytes(record.Value));
        if (!PublishedSchemas.Store.TryFind(fingerprint, out KnownSchema? known))
            return new DecodedRecord($"unknown schema {fingerprint:x16}", key, AvroJson.Bytes(record.Value));
        NamedSchema schema = known.Writer;
        try
        {
            return new DecodedRecord(schema.Name, key, AvroJson.Decode(schema, SingleObject.Body(record.Value)));
        }
        catch (AvroException e)
        {
            return new DecodedRecord($"malformed {schema.Name}: {e.Message}", key, AvroJson.Bytes(record.Value));
        }
    }
}
