using Houle.Avro.Binary;

namespace Houle.Avro.Lists;

/// <summary>Builds a <see cref="RecordList{T}"/> in a buffer that is kept from one use to the next.</summary>
public sealed class RecordListBuilder<T>
    where T : IAvroItem<T>, allows ref struct
{
    private readonly ByteBuffer _buffer = new();

    public int Count { get; private set; }

    /// <summary>What was added; valid until the next <see cref="Add"/> or <see cref="Clear"/>.</summary>
    public RecordList<T> List => RecordList<T>.Of(_buffer.Written, Count);

    public void Clear()
    {
        _buffer.Clear();
        Count = 0;
    }

    public void Add(scoped in T record)
    {
        var writer = new AvroWriter(_buffer);
        T.Write(ref writer, record);
        Count++;
    }
}
