using Houle.Avro.Binary;
using Houle.Avro.Schemas;
using Houle.Ingest.Feeds;
using Houle.Ingest.Files;
using Houle.Streams.Log;

namespace Houle.Ingest.Topics;

/// <summary>Turns the records of one feed's topic into rows: the value is a JSON object, or an Avro record in Confluent's framing.</summary>
/// <remarks>A value that cannot be read is a row with a fault. Keys are not looked at: they are why the topic is read by ingest.</remarks>
internal sealed class RecordRows
{
    /// <summary>The value carries no schema of a registry, or one that it does not have.</summary>
    public const string UnknownSchema = "unknown_schema";

    private readonly JsonRowParser? _json;
    private readonly AvroRowParser? _avro;
    private readonly Func<int, (Schema? Schema, string Problem)> _findSchema;

    public RecordRows(FeedDefinition feed, Func<int, (Schema? Schema, string Problem)>? findSchema)
    {
        if (feed.Format == FeedFormat.JsonLines) _json = new JsonRowParser(feed.Columns, "the record");
        else _avro = new AvroRowParser(feed.Columns);
        _findSchema = findSchema ?? (static id => (null, $"its schema is {id} of a registry, and none is configured; set registry in houle.yaml"));
    }

    /// <summary>Fills the row from a record with a value; its number and line are the record's offset.</summary>
    public void Read(in RecordView record, Row into)
    {
        ReadOnlySpan<byte> value = record.Value;
        bool isTooLong = value.Length > RowReader.RowBytesMax;
        into.Begin(isTooLong ? value[..RowReader.RowBytesMax] : value, record.Offset, record.Offset);
        into.Fault = isTooLong ? new RowFault(RowFault.Unreadable, $"the record has {value.Length} bytes; a row may have 1 MiB") :
            _json is not null ? ReadJson(into) : ReadAvro(value, into);
    }

    private RowFault? ReadJson(Row into)
    {
        if (!System.Text.Unicode.Utf8.IsValid(into.Raw)) return new RowFault(RowFault.Unreadable, "the record is not UTF-8");
        return _json!.Problem(into) is { } problem ? new RowFault(RowFault.Unreadable, problem) : null;
    }

    private RowFault? ReadAvro(ReadOnlySpan<byte> value, Row into)
    {
        if (!ConfluentFrame.TryReadSchemaId(value, out int id))
            return new RowFault(UnknownSchema, "the record is not in Confluent's framing: a zero byte and the id of its schema");
        (Schema? schema, string problem) = _findSchema(id);
        if (schema is null) return new RowFault(UnknownSchema, problem);
        if (schema is not RecordSchema) return new RowFault(UnknownSchema, $"schema {id} of the registry is no record but {schema.BranchName}");
        try
        {
            _avro!.Fill(into, ConfluentFrame.Body(value), schema);
            return null;
        }
        catch (AvroException e)
        {
            return new RowFault(RowFault.Unreadable, $"the record is not of schema {id}: {e.Message}");
        }
    }
}
