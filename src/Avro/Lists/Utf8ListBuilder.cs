using System.Text;
using Houle.Avro.Binary;

namespace Houle.Avro.Lists;

/// <summary>Builds a <see cref="Utf8List"/> in a buffer that is kept from one use to the next.</summary>
public sealed class Utf8ListBuilder
{
    private readonly ByteBuffer _buffer = new(256);

    public int Count { get; private set; }

    /// <summary>What was added; valid until the next <see cref="Add(ReadOnlySpan{byte})"/> or <see cref="Clear"/>.</summary>
    public Utf8List List => Utf8List.Of(_buffer.Written, Count);

    public void Clear()
    {
        _buffer.Clear();
        Count = 0;
    }

    /// <param name="text">UTF-8.</param>
    public void Add(ReadOnlySpan<byte> text)
    {
        new AvroWriter(_buffer).WriteBytes(text);
        Count++;
    }

    public void Add(string text)
    {
        new AvroWriter(_buffer).WriteLong(Encoding.UTF8.GetByteCount(text));
        _buffer.Advance(Encoding.UTF8.GetBytes(text, _buffer.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));
        Count++;
    }
}
