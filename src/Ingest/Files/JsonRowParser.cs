using System.Text.Json;
using Houle.Avro.Binary;

namespace Houle.Ingest.Files;

/// <summary>Finds the columns of one JSON object by their paths.</summary>
/// <remarks>A path that the object lacks is null. Of a property that stands twice, the last counts. Lists come joined by
/// <see cref="RowReader.ListSeparator"/>.</remarks>
internal sealed class JsonRowParser
{
    private readonly string _what;
    private readonly ValuePath _root;
    private readonly ByteBuffer[] _lists;

    /// <param name="what">The object, as problems name it: "the line".</param>
    /// <exception cref="FormatException">A path is malformed.</exception>
    public JsonRowParser(IReadOnlyList<string> paths, string what)
    {
        _what = what;
        _root = ValuePath.Compile(paths);
        _lists = [.. paths.Select(_ => new ByteBuffer(16))];
    }

    /// <summary>Fills the columns of a row whose original bytes are in place.</summary>
    /// <returns>What is wrong with them; null when all is well.</returns>
    public string? Problem(Row row)
    {
        foreach (ByteBuffer list in _lists) list.Clear();
        try
        {
            Utf8JsonReader reader = new(row.Raw);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject) return $"{_what} is not a JSON object";
            Visit(ref reader, _root, row);
            if (reader.Read()) return "something follows the JSON object";
        }
        catch (JsonException e)
        {
            return $"{_what} is not JSON: at byte {e.BytePositionInLine}";
        }

        row.TakeLists(_lists);
        return null;
    }

    private void Visit(ref Utf8JsonReader reader, ValuePath at, Row row)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    ValuePath? child = at.Property(ref reader);
                    reader.Read();
                    if (child is null) reader.Skip();
                    else Visit(ref reader, child, row);
                }

                break;
            case JsonTokenType.StartArray:
                bool plain = at.Slot >= 0 && !at.IsList;
                if (plain) _lists[at.Slot].Clear();
                for (int index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
                {
                    ValuePath? item = at.Item(index);
                    if (item is null) reader.Skip();
                    else if (item == at) Add(ref reader, at.Slot, row);
                    else Visit(ref reader, item, row);
                }

                break;
            default:
                if (at.Slot < 0) break;
                if (at.IsList) Add(ref reader, at.Slot, row);
                else row.Columns[at.Slot] = Scalar(ref reader, row);
                break;
        }
    }

    private void Add(ref Utf8JsonReader reader, int slot, Row row)
    {
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        ColumnSlice value = Scalar(ref reader, row);
        if (value.Length <= 0) return;
        if (_lists[slot].Length > 0) _lists[slot].Append([RowReader.ListSeparator]);
        _lists[slot].Append(row.Bytes.Written.Slice(value.Start, value.Length));
    }

    private static ColumnSlice Scalar(ref Utf8JsonReader reader, Row row)
    {
        if (reader.TokenType == JsonTokenType.Null) return ColumnSlice.Null;
        if (!reader.ValueIsEscaped)
        {
            int quote = reader.TokenType == JsonTokenType.String ? 1 : 0;
            return new ColumnSlice((int)reader.TokenStartIndex + quote, reader.ValueSpan.Length);
        }

        int start = row.Bytes.Length;
        // CopyString never writes more than the escaped length.
        byte[] escaped = System.Buffers.ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        try
        {
            int written = reader.CopyString(escaped);
            row.Bytes.Append(escaped.AsSpan(0, written));
            return new ColumnSlice(start, written);
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("a string holds half a surrogate pair", e);
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(escaped);
        }
    }
}
