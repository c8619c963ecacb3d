using System.Runtime.InteropServices;
using Houle.Avro.Binary;

namespace Houle.Avro.Resolution;

/// <summary>One value on its way from a writer's schema to a reader's.</summary>
[StructLayout(LayoutKind.Auto)]
internal ref struct Transcode(ReadOnlySpan<byte> body, ByteBuffer into, int lengthMax)
{
    public AvroReader Reader = new(body);
    public AvroWriter Writer = new(into);
    public int Depth;

    public void Enter() => AvroLimits.CheckDepth(++Depth, Reader.Position);

    public void Leave() => Depth--;

    /// <summary>Defaults can make the output larger than the input: bounded here, item by item.</summary>
    public readonly void CheckLength()
    {
        if (Writer.Buffer.Length > lengthMax)
            AvroError.Mismatch(Reader.Position, $"the resolved value passes the limit of the output");
    }
}
