using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Houle.Avro.Binary;
using Houle.Avro.Schemas;

namespace Houle.Avro.Json;

/// <summary>Walks JSON by a schema and writes the value's bytes.</summary>
/// <remarks>With a path it keeps track of where it is: when it throws, the path is that of the fault.</remarks>
[StructLayout(LayoutKind.Auto)]
internal ref partial struct JsonInput(ReadOnlySpan<byte> json, ByteBuffer into, JsonReaderOptions options, StringBuilder? path)
{
    private const int PathPartMax = 64;

    private readonly ReadOnlySpan<byte> _json = json;
    private readonly AvroWriter _writer = new(into);
    private readonly int _lengthMax = (int)Math.Min(into.BytesMax, (long)into.Length + AvroJson.ValueBytesMax);
    private Utf8JsonReader _reader = new(json, options);
    private int _offset; // of the reader's first byte in the text: another reader takes over where fields are out of order
    private int _depth;

    private readonly int Position => _offset + (int)_reader.TokenStartIndex;

    public void ReadAll(Schema schema)
    {
        path?.Append(schema is NamedSchema named ? named.Name : schema.BranchName);
        if (!Utf8.IsValid(_json)) AvroError.Utf8(FirstInvalid(_json));
        Next();
        Read(schema);
        if (MoveNext()) AvroError.Mismatch(Position, "nothing may follow the value");
    }

    /// <summary>Reads the value that the reader stands on; leaves it on the value's last token.</summary>
    private void Read(Schema schema)
    {
        switch (schema)
        {
            case RecordSchema record: ReadRecord(record); break;
            case ArraySchema array: ReadArray(array); break;
            case MapSchema map: ReadMap(map); break;
            case UnionSchema union: ReadUnion(union); break;
            default: ReadScalar(schema); break;
        }
    }

    private void ReadArray(ArraySchema array)
    {
        Expect(JsonTokenType.StartArray, array);
        Enter();
        int start = into.Length, length = path?.Length ?? 0;
        long count = 0;
        for (Next(); _reader.TokenType != JsonTokenType.EndArray; Next(), count++)
        {
            path?.Append(CultureInfo.InvariantCulture, $"[{count}]");
            Read(array.Items);
            if (path is not null) path.Length = length;
        }

        EndItems(start, count);
    }

    private void ReadMap(MapSchema map)
    {
        Expect(JsonTokenType.StartObject, map);
        Enter();
        int start = into.Length, length = path?.Length ?? 0;
        long count = 0;
        for (Next(); _reader.TokenType != JsonTokenType.EndObject; Next(), count++)
        {
            if (path is not null) AppendKey();
            WriteText();
            Next();
            Read(map.Values);
            if (path is not null) path.Length = length;
        }

        EndItems(start, count);
    }

    private void ReadUnion(UnionSchema union)
    {
        int branch;
        if (_reader.TokenType == JsonTokenType.Null)
        {
            branch = union.IndexOf("null");
            if (branch < 0) AvroError.Mismatch(Position, "null, which the union does not hold");
            _writer.WriteInt(branch);
            return;
        }

        Expect(JsonTokenType.StartObject, union);
        Next();
        branch = _reader.TokenType == JsonTokenType.PropertyName ? IndexOfBranch(union) : -1;
        if (branch < 0) AvroError.Mismatch(Position, $"one of {string.Join(", ", union.Branches.Select(known => $"\"{known.BranchName}\""))} must stand here");
        _writer.WriteInt(branch);
        Next();
        Read(union.BranchArray[branch]);
        Next();
        if (_reader.TokenType != JsonTokenType.EndObject) AvroError.Mismatch(Position, "a union holds one branch only");
    }

    private readonly int IndexOfBranch(UnionSchema union)
    {
        for (int i = 0; i < union.BranchArray.Length; i++)
        {
            if (_reader.ValueTextEquals(union.BranchArray[i].BranchName)) return i;
        }

        return -1;
    }

    /// <summary>Puts the count before the items, which came first.</summary>
    private void EndItems(int start, long count)
    {
        if (count > 0)
        {
            int end = into.Length;
            _writer.WriteLong(count);
            into.MoveTail(end, start);
        }

        _writer.WriteLong(0);
        Leave();
    }

    private void Enter() => AvroLimits.CheckDepth(++_depth, Position);

    private void Leave()
    {
        _depth--;
        if (into.Length > _lengthMax) AvroError.Mismatch(Position, "the value passes the limit of the output");
    }

    private void Next()
    {
        if (!MoveNext()) AvroError.EndOfData(_json.Length);
    }

    private bool MoveNext()
    {
        try
        {
            return _reader.Read();
        }
        catch (JsonException error)
        {
            int at = _offset + (int)_reader.BytesConsumed;
            int sentence = error.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
            AvroError.Mismatch(at, $"this is not JSON: {(sentence < 0 ? error.Message : error.Message[..sentence])}");
            return false;
        }
    }

    private readonly void Expect(JsonTokenType token, Schema schema)
    {
        if (_reader.TokenType != token) Misfit(schema);
    }

    private readonly void Misfit(Schema schema)
    {
        string found = _reader.TokenType switch
        {
            JsonTokenType.StartObject or JsonTokenType.EndObject => "an object",
            JsonTokenType.StartArray or JsonTokenType.EndArray => "an array",
            JsonTokenType.Number => "a number",
            JsonTokenType.String => "a text",
            _ => Encoding.UTF8.GetString(_reader.ValueSpan),
        };
        AvroError.Mismatch(Position, $"{found} does not fit {SchemaNames.Of(schema.Type)}{(schema is NamedSchema named ? $" {named.FullName}" : "")}");
    }

    private readonly void AppendKey()
    {
        ReadOnlySpan<byte> key = _reader.ValueSpan;
        path!.Append("[\"").Append(Encoding.UTF8.GetString(key[..Math.Min(key.Length, PathPartMax)])).Append("\"]");
    }

    private static int FirstInvalid(ReadOnlySpan<byte> text)
    {
        int at = 0;
        while (Rune.DecodeFromUtf8(text[at..], out _, out int length) == System.Buffers.OperationStatus.Done) at += length;
        return at;
    }
}
