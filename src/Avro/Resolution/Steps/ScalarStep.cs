using Houle.Avro.Schemas;

namespace Houle.Avro.Resolution.Steps;

/// <summary>A primitive as it is, or promoted to the reader's type.</summary>
internal sealed class ScalarStep(SchemaType writer, SchemaType reader) : Step
{
    public override void Run(ref Transcode at)
    {
        switch (writer)
        {
            case SchemaType.Null: break;
            case SchemaType.Boolean: at.Writer.WriteBool(at.Reader.ReadBool()); break;
            case SchemaType.Int when reader is SchemaType.Float: at.Writer.WriteFloat(at.Reader.ReadInt()); break;
            case SchemaType.Int when reader is SchemaType.Double: at.Writer.WriteDouble(at.Reader.ReadInt()); break;
            case SchemaType.Int: at.Writer.WriteLong(at.Reader.ReadInt()); break;
            case SchemaType.Long when reader is SchemaType.Float: at.Writer.WriteFloat(at.Reader.ReadLong()); break;
            case SchemaType.Long when reader is SchemaType.Double: at.Writer.WriteDouble(at.Reader.ReadLong()); break;
            case SchemaType.Long: at.Writer.WriteLong(at.Reader.ReadLong()); break;
            case SchemaType.Float when reader is SchemaType.Double: at.Writer.WriteDouble(at.Reader.ReadFloat()); break;
            case SchemaType.Float: at.Writer.WriteFixed(at.Reader.ReadFixed(sizeof(float))); break;
            case SchemaType.Double: at.Writer.WriteFixed(at.Reader.ReadFixed(sizeof(double))); break;
            case SchemaType.Bytes when reader is SchemaType.Bytes: at.Writer.WriteBytes(at.Reader.ReadBytes()); break;
            default: at.Writer.WriteBytes(at.Reader.ReadString()); break; // text, or bytes that become text
        }
    }
}

/// <summary>A fixed as it is.</summary>
internal sealed class FixedStep(int size) : Step
{
    public override void Run(ref Transcode at) => at.Writer.WriteFixed(at.Reader.ReadFixed(size));
}

/// <summary>An enum: the writer's index becomes the reader's; -1 marks a symbol that the reader cannot take.</summary>
internal sealed class EnumStep(EnumSchema writer, EnumSchema reader) : Step
{
    private readonly int[] _map = [.. writer.Symbols.Select(symbol =>
        reader.IndexOf(symbol) is int index and >= 0 ? index : reader.IndexOf(reader.DefaultSymbol))];

    public override void Run(ref Transcode at)
    {
        int position = at.Reader.Position;
        int index = at.Reader.ReadIndex(_map.Length, "symbol");
        if (_map[index] < 0)
            Binary.AvroError.Mismatch(position, $"the symbol \"{writer.Symbols[index]}\" is not one of {reader.FullName}, which has no default");
        at.Writer.WriteInt(_map[index]);
    }
}
