using System.Globalization;
using System.Text;
using Houle.Avro.Schemas;

namespace Houle.Avro.Binary;

/// <summary>Checks bytes against a schema and keeps the path: when it throws, the path is that of the fault.</summary>
/// <remarks>Given a position, it stops at the value that starts there: for what is wrong by another rule than the schema's.</remarks>
internal ref struct BodyWalker(ReadOnlySpan<byte> body, StringBuilder path, bool checksDecimals, long stopAt = long.MaxValue)
{
    private const int KeyCharsMax = 64;

    private AvroReader _reader = new(body);
    private int _depth;

    public readonly void EnsureEnd() => _reader.EnsureEnd();

    public void Walk(Schema schema)
    {
        switch (schema)
        {
            case RecordSchema record: WalkFields(record); break;
            case ArraySchema array: WalkItems(array.Items, array.ItemBytesMin, isMap: false); break;
            case MapSchema map: WalkItems(map.Values, map.ItemBytesMin, isMap: true); break;
            case UnionSchema union: WalkUnion(union.BranchArray); break;
            case var _ when _reader.Position >= stopAt: AvroError.Mismatch(_reader.Position, ""); break;
            case EnumSchema symbols: _reader.ReadIndex(symbols.Symbols.Count, "symbol"); break;
            case FixedSchema bytes: _reader.ReadFixed(bytes.Size); break;
            case { Logical: { Kind: LogicalKind.Decimal, Precision: <= AvroDecimal.PrecisionMax } money } when checksDecimals:
                _reader.ReadDecimal(money.Precision, money.Scale);
                break;
            default: WalkPrimitive(schema.Type); break;
        }
    }

    private void WalkUnion(Schema[] branches)
    {
        int start = _reader.Position;
        Schema branch = branches[_reader.ReadIndex(branches.Length, "branch")];
        if (start >= stopAt || _reader.Position == stopAt) AvroError.Mismatch(start, "");
        Walk(branch);
    }

    private void WalkFields(RecordSchema record)
    {
        Enter();
        int start = _reader.Position;
        int length = path.Length;
        foreach (RecordField field in record.Fields)
        {
            path.Append('.').Append(field.Name);
            Walk(field.Schema);
            path.Length = length;
        }

        if (_reader.Position == start) _reader.CountEmptyRecord();
        _depth--;
    }

    private void WalkItems(Schema items, int bytesMin, bool isMap)
    {
        Enter();
        int length = path.Length;
        for (long i = 0, count; (count = _reader.ReadBlockCount(out int bytes)) != 0;)
        {
            _reader.CheckCount(count, bytesMin, items.Type == SchemaType.Record);
            int start = _reader.Position;
            for (; count > 0; count--, i++)
            {
                path.Append('[');
                if (isMap) AppendKey();
                else path.Append(i.ToString(CultureInfo.InvariantCulture));
                path.Append(']');
                Walk(items);
                path.Length = length;
            }

            _reader.EndBlock(start, bytes);
        }

        _depth--;
    }

    private void AppendKey()
    {
        ReadOnlySpan<byte> key = _reader.ReadString();
        path.Append('"').Append(Encoding.UTF8.GetString(key[..Math.Min(key.Length, KeyCharsMax)])).Append('"');
    }

    private void WalkPrimitive(SchemaType type)
    {
        switch (type)
        {
            case SchemaType.Null: break;
            case SchemaType.Boolean: _reader.ReadBool(); break;
            case SchemaType.Int: _reader.ReadInt(); break;
            case SchemaType.Long: _reader.ReadLong(); break;
            case SchemaType.Float: _reader.ReadFixed(sizeof(float)); break;
            case SchemaType.Double: _reader.ReadFixed(sizeof(double)); break;
            case SchemaType.Bytes: _reader.ReadBytes(); break;
            default: _reader.ReadString(); break;
        }
    }

    private void Enter() => AvroLimits.CheckDepth(++_depth, _reader.Position);
}
